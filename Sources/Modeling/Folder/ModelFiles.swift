import Detection
import Foundation

/// The two files of a model as bytes: what `ModelFolder` writes and reads, and what is thrown at mutated bytes in the tests.
package enum ModelFiles {
    private static let digestKey = "\"sha256_of_this_file\""
    private static let zeros = String(repeating: "0", count: Digest.length)

    /// Names become the beginning of tensors' names, up to a dot.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 64
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
    }

    // MARK: The card

    /// The card and its own digest, as the file holds them.
    private struct Document: Codable {
        var sha256OfThisFile: String
        var card: ModelCard

        enum CodingKeys: String, CodingKey { case sha256OfThisFile }

        init(_ card: ModelCard) {
            sha256OfThisFile = ModelFiles.zeros
            self.card = card
        }

        func encode(to encoder: any Encoder) throws {
            try card.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(sha256OfThisFile, forKey: .sha256OfThisFile)
        }

        init(from decoder: any Decoder) throws {
            card = try ModelCard(from: decoder)
            sha256OfThisFile = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .sha256OfThisFile)
        }
    }

    /// What is read of a card of any version.
    private struct Origin: Decodable {
        var format: Int
        var engineVersion: String
    }

    package static func encode(_ card: ModelCard) throws(ModelingError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let data: Data
        do { data = try encoder.encode(Document(card)) + Data("\n".utf8) } catch {
            throw ModelingError("the card of the model holds a number that is not finite, which JSON cannot hold")
        }
        return sealed(data) ?? data
    }

    /// The bytes of a card with its digest put in anew; nil where there is no place for one.
    package static func sealed(_ card: Data) -> Data? {
        guard let place = digestPlace(card) else { return nil }
        var card = card
        card.replaceSubrange(place, with: Data(zeros.utf8))
        let digest = Digest.of(card)
        card.replaceSubrange(place, with: Data(digest.utf8))
        return card
    }

    /// Where the digits of the card's digest stand; nil unless there is exactly one such place.
    private static func digestPlace(_ card: Data) -> Range<Data.Index>? {
        let key = Data(digestKey.utf8)
        guard let found = card.range(of: key), card.range(of: key, in: found.upperBound..<card.endIndex) == nil else { return nil }
        var start = found.upperBound
        while start < card.endIndex, card[start] == 0x20 || card[start] == 0x3A { start += 1 }
        guard start < card.endIndex, card[start] == 0x22, card.endIndex - start > Digest.length + 1 else { return nil }
        return start + 1..<start + 1 + Digest.length
    }

    /// - Throws: `ModelingError` for another format, naming both; for text that is none, or was changed.
    package static func card(_ data: Data, engineVersion: String) throws(ModelingError) -> ModelCard {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let name = ModelFolder.cardName
        guard let origin = try? decoder.decode(Origin.self, from: data) else {
            throw ModelingError("\(name) is not the card of a model: expected JSON with a format and an engine version; copy the model again")
        }
        guard origin.format == ModelCard.currentFormat else {
            let isNewer = origin.format > ModelCard.currentFormat
            throw ModelingError("""
                it has format \(origin.format) of xiezhi \(SafetensorsError.printable(origin.engineVersion)), this is xiezhi \(engineVersion), \
                which reads format \(ModelCard.currentFormat); \(isNewer ? "use a newer xiezhi, or train anew with this one" : "train anew")
                """)
        }
        guard let sealed = sealed(data), sealed == data else {
            throw ModelingError("\(name) was changed or damaged after it was written: its digest is another; copy the model again")
        }
        do { return try decoder.decode(Document.self, from: data).card } catch {
            throw ModelingError("\(name) is not a card of format \(ModelCard.currentFormat): \(place(of: error)); train anew")
        }
    }

    private static func place(of error: any Error) -> String {
        func text(_ path: [any CodingKey]) -> String { SafetensorsError.printable(path.map(\.stringValue).joined(separator: ".")) }
        return switch error as? DecodingError {
        case .keyNotFound(let key, let context): "\(text(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): "\(text(context.codingPath)) is of another type"
        case .dataCorrupted(let context): "\(text(context.codingPath)) is not what it should be"
        default: "it cannot be decoded"
        }
    }

    // MARK: The whole

    /// The bytes of weights, and of a card that names them.
    package static func encode(_ card: ModelCard, _ weights: Weights) throws(ModelingError) -> (card: Data, weights: Data) {
        let data = Safetensors.data(weights, metadata: ["xiezhi": "model format \(ModelCard.currentFormat)"])
        return (try encode(card, naming: data), data)
    }

    /// A card that names the bytes of some weights.
    package static func encode(_ card: ModelCard, naming weights: Data) throws(ModelingError) -> Data {
        var card = card
        card.weights.bytes = weights.count
        card.weights.sha256 = Digest.of(weights)
        return try encode(card)
    }

    package static func model(
        card cardData: Data, weights data: Data, engineVersion: String, catalog: DetectorCatalog = .standard,
        supplements: [String: any WeightCoding.Type] = [:]
    ) throws(ModelingError) -> StoredModel {
        let card = try card(cardData, engineVersion: engineVersion)
        let file = ModelFolder.weightsName
        guard data.count == card.weights.bytes else {
            throw ModelingError("\(file) has \(data.count) bytes, by the card it should have \(card.weights.bytes); copy the model again")
        }
        guard Digest.of(data) == card.weights.sha256 else {
            throw ModelingError("\(file) was changed or damaged after it was written: its digest is not the card's; copy the model again")
        }
        let weights: Weights
        do { weights = try Safetensors.read(data).weights } catch { throw ModelingError("\(file): \(error.description)") }
        return try model(card: card, weights: weights, catalog: catalog, supplements: supplements)
    }

    private static func model(
        card: ModelCard, weights: Weights, catalog: DetectorCatalog, supplements types: [String: any WeightCoding.Type]
    ) throws(ModelingError) -> StoredModel {
        let names = card.parts.map(\.name) + card.supplements.keys.sorted()
        for (place, name) in names.enumerated() where !isName(name) || names[..<place].contains(name) {
            throw ModelingError("the card names a part \(SafetensorsError.printable(name)), which no model has, or has twice")
        }
        for name in weights.names where !names.contains(where: { name.hasPrefix($0 + ".") }) {
            throw ModelingError("\(ModelFolder.weightsName): \(WeightError.unexpected(name: SafetensorsError.printable(name)).description)")
        }
        var parts: [ModelPart] = []
        for part in card.parts {
            for feature in part.features where feature.identity.sha256 != feature.sha256 {
                throw ModelingError("the digest of the feature \(SafetensorsError.printable(feature.name)) is not that of its definition; copy the model again")
            }
            parts.append(try ModelPart(card: part, weights: weights.nested(part.name), catalog: catalog))
        }
        var supplements: [String: any WeightCoding] = [:]
        for name in card.supplements.keys.sorted() {
            guard let type = types[name] else { throw ModelingError("there is a part `\(name)` that is not read here; use the command that made the model") }
            supplements[name] = try supplement(type, name, weights.nested(name))
        }
        return StoredModel(card: card, parts: parts, supplements: supplements)
    }

    private static func supplement<Part: WeightCoding>(_ type: Part.Type, _ name: String, _ weights: Weights) throws(ModelingError) -> any WeightCoding {
        let part: Part
        do { part = try Part(from: weights) } catch { throw ModelingError("the part \(name): \(error.description)") }
        var known = Weights()
        part.write(to: &known)
        for name in weights.names where known.tensors[name] == nil {
            throw ModelingError("the part \(name): \(WeightError.unexpected(name: SafetensorsError.printable(name)).description)")
        }
        return part
    }
}
