import Detection
import Foundation
import Modeling
import Statistics

/// Damage to the files of a model. Each kind puts the digests right again where it can, so that what lies behind them is reached.
struct ModelMutation {
    let card: Data
    let weights: Data
    private let tensors: [String: Tensor]
    private let decoded: ModelCard

    init(_ model: StoredModel) throws {
        (card, weights) = try ModelFolder.files(model)
        tensors = try Safetensors.read(weights).weights.tensors
        decoded = try ModelFiles.card(card, engineVersion: "1")
    }

    /// - Returns: nil where the damage would leave things as they are.
    func files(_ stream: inout RandomStream) -> (card: Data, weights: Data)? {
        switch stream.uniform(below: 16) {
        case 0: return withCard(flipped(weights, bits: 1 + stream.uniform(below: 8), &stream))
        case 1: return withCard(weights.prefix(stream.uniform(below: weights.count)))
        case 2: return withCard(inserted(weights, &stream))
        case 3: return withCard(editedHeader(&stream))
        case 4: return cardChanged(flipped(card, bits: 1 + stream.uniform(below: 3), &stream), isSealed: true)
        case 5: return cardChanged(editedDigits(card, 0..<card.count, &stream), isSealed: true)
        case 6: return cardChanged(inserted(card, &stream), isSealed: stream.uniform(below: 2) == 0)
        case 7: return (card.prefix(stream.uniform(below: card.count)), weights)
        case 8: return (card, flipped(weights, bits: 1, &stream))
        default: return withTensors(&stream)
        }
    }

    private func withCard(_ weights: Data) -> (card: Data, weights: Data)? {
        (try? ModelFiles.encode(decoded, naming: weights)).map { ($0, weights) }
    }

    private func cardChanged(_ card: Data, isSealed: Bool) -> (card: Data, weights: Data) {
        (isSealed ? ModelFiles.sealed(card) ?? card : card, weights)
    }

    // MARK: Bytes

    private func flipped(_ data: Data, bits: Int, _ stream: inout RandomStream) -> Data {
        var data = Data(data)
        for _ in 0..<bits { data[stream.uniform(below: data.count)] ^= 1 << UInt8(stream.uniform(below: 8)) }
        return data
    }

    private func inserted(_ data: Data, _ stream: inout RandomStream) -> Data {
        let place = stream.uniform(below: data.count)
        var data = Data(data)
        if stream.uniform(below: 2) == 0 {
            data.insert(contentsOf: (0...stream.uniform(below: 9)).map { _ in UInt8(stream.uniform(below: 256)) }, at: place)
        } else {
            data.removeSubrange(place..<min(data.count, place + 1 + stream.uniform(below: 9)))
        }
        return data
    }

    private func editedDigits(_ data: Data, _ range: Range<Int>, _ stream: inout RandomStream) -> Data {
        var data = Data(data)
        let digits = range.filter { (0x30...0x39).contains(data[$0]) }
        for _ in 0...stream.uniform(below: 3) {
            if digits.isEmpty { break }
            data[digits[stream.uniform(below: digits.count)]] = UInt8(0x30 + stream.uniform(below: 10))
        }
        return data
    }

    /// A digit, a sign of the syntax, or the length of the header.
    private func editedHeader(_ stream: inout RandomStream) -> Data {
        let length = weights.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        switch stream.uniform(below: 3) {
        case 0: return editedDigits(weights, 8..<8 + length, &stream)
        case 1:
            var data = Data(weights)
            data[8 + stream.uniform(below: length)] = Array("{}[]\",:-\\ue9 ".utf8)[stream.uniform(below: 13)]
            return data
        default:
            var data = Data(weights)
            data[stream.uniform(below: 8)] = UInt8(stream.uniform(below: 256))
            return data
        }
    }

    // MARK: Tensors

    private static let strange: [Double] = [
        .nan, .infinity, -.infinity, 0, -0.0, 1, -1, 2, 0.5, 1e308, -1e308, 1e-308, .leastNonzeroMagnitude, 1e18, -1e18, 4_294_967_296, 2_147_483_647, 1e6, 1e154,
    ]

    private func withTensors(_ stream: inout RandomStream) -> (card: Data, weights: Data)? {
        var changed = tensors
        let names = tensors.keys.sorted()
        for _ in 0...stream.uniform(below: 3) {
            let name = names[stream.uniform(below: names.count)]
            guard let tensor = changed[name] else { continue }
            switch stream.uniform(below: 8) {
            case 0: changed[name] = nil
            case 1: changed[name + "x"] = tensor
            case 2:
                let other = names[stream.uniform(below: names.count)]
                (changed[name], changed[other]) = (changed[other], tensor)
            case 3: changed[name] = reshaped(tensor, &stream)
            case 4: changed[name] = resized(tensor, &stream)
            default: changed[name] = revalued(tensor, &stream)
            }
        }
        return try? ModelFiles.encode(decoded, Weights(changed))
    }

    private func reshaped(_ tensor: Tensor, _ stream: inout RandomStream) -> Tensor {
        let count = tensor.elements.count
        let shapes = [[count], [1, count], [count, 1], tensor.shape.reversed(), [count, 1, 1]]
        return Tensor(shape: shapes[stream.uniform(below: shapes.count)], elements: tensor.elements)
    }

    /// Some elements fewer or more, in one dimension.
    private func resized(_ tensor: Tensor, _ stream: inout RandomStream) -> Tensor {
        let count = max(0, tensor.elements.count + stream.uniform(below: 7) - 3)
        func fit<Element>(_ values: [Element], _ filler: Element) -> [Element] {
            Array((values + Array(repeating: values.last ?? filler, count: 4)).prefix(count))
        }
        let elements: Tensor.Elements =
            switch tensor.elements {
            case .doubles(let values): .doubles(fit(values, 0))
            case .singles(let values): .singles(fit(values, 0))
            case .integers(let values): .integers(fit(values, 0))
            case .bytes(let values): .bytes(fit(values, 0))
            }
        return Tensor(shape: [elements.count], elements: elements)
    }

    private func revalued(_ tensor: Tensor, _ stream: inout RandomStream) -> Tensor {
        func change<Element>(_ values: [Element], _ value: (inout RandomStream, Element) -> Element) -> [Element] {
            guard !values.isEmpty else { return values }
            var values = values
            let all = stream.uniform(below: 8) == 0
            let places = all ? Array(values.indices) : (0...stream.uniform(below: 3)).map { _ in stream.uniform(below: values.count) }
            for place in places { values[place] = value(&stream, values[place]) }
            return values
        }
        func double(_ stream: inout RandomStream, _ value: Double) -> Double {
            switch stream.uniform(below: 4) {
            case 0: -value
            case 1: value * 1.5 + 1
            default: Self.strange[stream.uniform(below: Self.strange.count)]
            }
        }
        let elements: Tensor.Elements =
            switch tensor.elements {
            case .doubles(let values): .doubles(change(values, double))
            case .singles(let values): .singles(change(values) { Float(double(&$0, Double($1))) })
            case .integers(let values): .integers(change(values) { stream, value in
                switch stream.uniform(below: 5) {
                case 0: value &+ 1
                case 1: value &- 1
                case 2: 0 &- value
                case 3: Int32(truncatingIfNeeded: stream.uniform(below: 64))
                default: [Int32.max, Int32.min, -1, 0, 1][stream.uniform(below: 5)]
                }
            })
            case .bytes(let values): .bytes(change(values) { stream, _ in UInt8(stream.uniform(below: 256)) })
            }
        return Tensor(shape: tensor.shape, elements: elements)
    }
}
