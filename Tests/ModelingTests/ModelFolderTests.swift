import Detection
import Foundation
import LinearAlgebra
import Modeling
import Output
import Statistics
import Testing

@Suite struct ModelFolderTests {
    static let names = DetectorCatalog.standard.names

    private func failure(_ path: String) -> String {
        do { _ = try ModelFolder(path).read(engineVersion: "1.2.3"); return "" } catch { return error.description }
    }

    private func failure(card: Data, weights: Data) -> String {
        do { _ = try ModelFiles.model(card: card, weights: weights, engineVersion: "1.2.3"); return "" } catch { return error.description }
    }

    /// Detectors that keep rows serve in memory only.
    private func storable(_ name: String, calibrated: Bool = false) throws -> ModelPart? {
        let part = try SampleModel.part(name, calibrated: calibrated)
        return part.detector.model.keepsTrainingRows ? nil : part
    }

    @Test(arguments: names) func aStoredModelScoresAsRightAfterTheFitToTheBit(_ name: String) throws {
        guard let part = try storable(name) else { return }
        let folder = try TemporaryFolder()
        try ModelFolder(folder.path("models/mine")).write(SampleModel.model(part))
        #expect(try folder.contents() == ["models", "models/mine", "models/mine/model.json", "models/mine/weights.safetensors"])
        let read = try ModelFolder(folder.path("models/mine")).read(engineVersion: "1.2.3")
        let stored = try #require(read.parts.first)
        #expect(stored.card == part.card && stored.detector.origin == part.detector.origin)
        var rows = SampleModel.rows(60, seed: 9)
        for column in 0..<5 { (rows[0, column], rows[1, column], rows[2, column]) = (.nan, .infinity, -1e300) }
        for table in [SampleModel.rows(), rows] {
            #expect(try stored.detector.scores(table).map(\.bitPattern) == part.detector.scores(table).map(\.bitPattern))
            for row in 0..<10 {
                let (first, second) = try (stored.detector.contributions(table.row(row)), part.detector.contributions(table.row(row)))
                #expect(first.map(\.bitPattern) == second.map(\.bitPattern))
            }
        }
        #expect(stored.detector.scale == part.detector.scale)
    }

    @Test func theSameModelGivesTheSameBytes() throws {
        let first = try ModelFolder.files(SampleModel.model(SampleModel.part()))
        let second = try ModelFolder.files(SampleModel.model(SampleModel.part()))
        #expect(first.card == second.card && first.weights == second.weights)
        let read = try ModelFiles.model(card: first.card, weights: first.weights, engineVersion: "9")
        let again = try ModelFolder.files(read)
        #expect(again.card == first.card && again.weights == first.weights)
    }

    @Test func aCalibrationIsStoredWithItsDetector() throws {
        let part = try SampleModel.part(calibrated: true)
        let files = try ModelFolder.files(SampleModel.model(part))
        let stored = try #require(try ModelFiles.model(card: files.card, weights: files.weights, engineVersion: "1").parts.first)
        #expect(stored.calibration == part.calibration && stored.card.calibration?.rows == 48)
        let scores = try part.detector.scores(SampleModel.rows(30, seed: 4))
        #expect(stored.pValues(of: scores) != nil && stored.pValues(of: scores) == part.calibration?.pValues(of: scores))
        #expect(stored.card.detector.fittedRowCount == 72)
    }

    @Test func theCardSaysWhatTheModelIs() throws {
        let files = try ModelFolder.files(SampleModel.model(SampleModel.part()))
        let card = try #require(JSONSerialization.jsonObject(with: files.card) as? [String: Any])
        #expect(Set(card.keys) == ["counts", "created_at", "engine_version", "format", "kind", "parts", "period", "sha256_of_this_file", "supplements", "weights"])
        let part = try #require((card["parts"] as? [[String: Any]])?.first)
        #expect(Set(part.keys) == ["detector", "features", "keeps", "metrics", "name", "training_sha256"])
        let feature = try #require((part["features"] as? [[String: Any]])?.first)
        #expect(feature["name"] as? String == "first")
        #expect(feature["sha256"] as? String == FeatureIdentity.column("first").sha256)
        let text = String(decoding: files.card, as: UTF8.self)
        #expect(!text.contains("sample.csv"), "no file name")
        #expect((part["metrics"] as? [String: Double])?.keys.contains("training_auroc") == true)
    }

    /// At most what a card lists of single values: some order statistics of each column alone.
    @Test func noRowOfTheTrainingDataIsInTheWeights() throws {
        let rows = SampleModel.rows()
        for name in Self.names {
            guard let part = try storable(name) else { continue }
            let files = try ModelFolder.files(SampleModel.model(part))
            for row in 10..<40 where !rows.row(row).contains(where: \.isNaN) {
                var doubles = Data(), singles = Data()
                for value in rows.row(row).prefix(3) {
                    unsafe withUnsafeBytes(of: value) { unsafe doubles.append(contentsOf: $0) }
                    unsafe withUnsafeBytes(of: Float(value)) { unsafe singles.append(contentsOf: $0) }
                }
                #expect(files.weights.range(of: doubles) == nil && files.weights.range(of: singles) == nil, "\(name), row \(row)")
            }
        }
    }

    // MARK: What is refused

    @Test func aModelThatKeepsRowsIsNotWritten() throws {
        for name in Self.names {
            let part = try SampleModel.part(name)
            guard part.detector.model.keepsTrainingRows else { continue }
            let folder = try TemporaryFolder()
            let error = #expect(throws: ModelingError.self) { try ModelFolder(folder.path("out")).write(SampleModel.model(part)) }
            #expect(error?.description.contains("keeps rows of its training data") == true)
            #expect(try folder.contents().isEmpty)
        }
    }

    @Test func everyBitThatFlipsAndEveryByteThatIsMissing() throws {
        let files = try ModelFolder.files(SampleModel.model(SampleModel.part(settings: ["treeCount=2", "subsampleSize=8"])))
        #expect(failure(card: files.card, weights: files.weights).isEmpty)
        for index in stride(from: 0, to: files.weights.count, by: 7) {
            var weights = files.weights
            weights[index] ^= 1 << (index % 8)
            #expect(failure(card: files.card, weights: weights).contains("changed or damaged"))
        }
        for index in 0..<files.card.count {
            var card = files.card
            card[index] ^= 1 << (index % 7)
            #expect(!failure(card: card, weights: files.weights).isEmpty, "byte \(index)")
        }
        for count in stride(from: 0, to: files.weights.count, by: 11) {
            #expect(failure(card: files.card, weights: files.weights.prefix(count)).contains("copy the model again"))
        }
        for count in 0..<files.card.count - 1 { #expect(!failure(card: files.card.prefix(count), weights: files.weights).isEmpty) }
    }

    @Test func aModelFromTheFutureOrThePast() throws {
        let model = SampleModel.model(try SampleModel.part())
        for (format, advice) in [(7, "use a newer xiezhi"), (0, "train anew")] {
            var card = model.card
            card.format = format
            card.engineVersion = "8.9.1"
            let message = failure(card: try ModelFiles.encode(card), weights: Data())
            #expect(message.contains("format \(format) of xiezhi 8.9.1") && message.contains("reads format 1") && message.contains(advice))
        }
        // Of a newer format nothing else is known, its digest neither.
        let message = failure(card: Data(#"{"format": 3, "engine_version": "3.0.0"}"#.utf8), weights: Data())
        #expect(message.contains("format 3 of xiezhi 3.0.0"))
    }

    @Test func foldersThatAreNoModel() throws {
        let folder = try TemporaryFolder()
        #expect(failure(folder.path("none")).contains("does not exist"))
        try folder.write("file", "")
        #expect(failure(folder.path("file")).contains("is a file"))
        #expect(failure(folder.url.path).contains("has no model.json"))
        try folder.write("model.json", "{}")
        #expect(failure(folder.url.path).contains("not the card of a model"))
        try ModelFolder(folder.path("whole")).write(SampleModel.model(SampleModel.part()))
        try FileManager.default.removeItem(atPath: folder.path("whole/weights.safetensors"))
        #expect(failure(folder.path("whole")).contains("has no weights.safetensors"))
        #expect(throws: OutputError.self) { try ModelFolder(folder.path("file")).check() }
        #expect(throws: OutputError.self) { try ModelFolder(folder.path("file/inner")).check() }
    }

    /// Digests that fit: what stands behind them must hold by itself.
    @Test func tensorsThatDoNotFitAreNamed() throws {
        let part = try SampleModel.part("robust-mahalanobis")
        let files = try ModelFolder.files(SampleModel.model(part))
        let weights = try Safetensors.read(files.weights).weights
        let card = try ModelFiles.card(files.card, engineVersion: "1")
        func failure(_ change: (inout [String: Tensor]) -> Void) throws -> String {
            var tensors = weights.tensors
            change(&tensors)
            let changed = try ModelFiles.encode(card, Weights(tensors))
            return self.failure(card: changed.card, weights: changed.weights)
        }
        #expect(try failure { _ in } == "")
        for name in weights.names {
            #expect(try failure { $0[name] = nil }.contains("missing"), "\(name)")
            #expect(!(try failure { $0[name] = Tensor(shape: [1, 1, 1], elements: .doubles([1])) }.isEmpty), "\(name)")
            #expect(!(try failure { $0[name] = Tensor(shape: $0[name]!.shape, elements: .bytes(Array(repeating: 1, count: $0[name]!.elements.count))) }.isEmpty))
            guard case .doubles(let values) = weights.tensors[name]?.elements, !values.isEmpty else { continue }
            let shape = weights.tensors[name]?.shape ?? []
            #expect(!(try failure { $0[name] = Tensor(shape: shape, elements: .doubles(values.map { _ in .nan })) }.isEmpty), "NaN in \(name)")
        }
        #expect(try failure { $0["table.detector.more"] = Tensor([1]) }.contains("belongs to no part"))
        #expect(try failure { $0["stranger"] = Tensor([1]) }.contains("stranger belongs to no part"))
        #expect(try failure { $0["table.calibration.x"] = Tensor([1]) }.contains("belongs to no part"))
    }

    @Test func aCardThatDoesNotFitItsWeights() throws {
        let model = SampleModel.model(try SampleModel.part())
        let weights = try Safetensors.read(ModelFolder.files(model).weights).weights
        func failure(_ change: (inout ModelCard) -> Void) throws -> String {
            var card = model.card
            change(&card)
            let changed = try ModelFiles.encode(card, weights)
            return self.failure(card: changed.card, weights: changed.weights)
        }
        #expect(try failure { $0.parts[0].detector.name = "none" }.contains("no detector is named"))
        #expect(try failure { $0.parts[0].features.removeLast() }.contains("5 columns, the card lists 4 features"))
        #expect(try failure { $0.parts[0].name = "Table 1" }.contains("Table 1"))
        #expect(try failure { $0.parts.append($0.parts[0]) }.contains("twice"))
        #expect(try failure { $0.parts = [] }.contains("belongs to no part"))
        #expect(try failure { $0.parts[0].features[0].definition += "!" }.contains("digest of the feature first"))
        #expect(try failure { $0.parts[0].calibration = CalibrationCard(method: "x", rows: 3) }.contains("calibration"))
        #expect(try failure { $0.supplements["reranker"] = [:] }.contains("reranker"))
    }

    @Test func anotherFeatureSetIsRefusedInASentence() throws {
        let part = try SampleModel.part()
        func failure(_ features: [FeatureIdentity]) -> String {
            do { try part.requireFeatures(features); return "" } catch { return error.description }
        }
        #expect(failure(part.identities) == "")
        #expect(failure(part.identities.reversed()) == "", "the order does not matter")
        let others = part.identities.dropFirst().map { $0.name == "count" ? FeatureIdentity(name: "count", definition: "visits") : $0 } + [.column("new")]
        #expect(failure(others).contains("missing: first; new: new; redefined: count"))
        let names = ["new", "third", "count", "second", "constant"]
        let table = NumericTable(name: "t", columns: names, values: Matrix(rowCount: 1, columnCount: 5))
        #expect(throws: ModelingError.self) { try TableScores(table, by: part) }
    }

    @Test func columnsInAnotherOrderScoreTheSame() throws {
        let part = try SampleModel.part()
        let table = SampleModel.table()
        let order = [4, 2, 0, 3, 1]
        let shuffled = NumericTable(name: "t", columns: order.map { SampleModel.names[$0] }, values: table.values.selectingColumns(order))
        #expect(try TableScores(shuffled, by: part).scores == TableScores(table, by: part).scores)
    }

    struct Doubling: WeightCoding, Equatable {
        var factor: Double
        init(factor: Double) { self.factor = factor }
        func write(to weights: inout Weights) { weights.set("factor", factor) }
        init(from weights: Weights) throws(WeightError) { factor = try weights.scalar("factor", in: 0...10) }
    }

    @Test func whatElseLearnedIsStoredBesideTheDetectors() throws {
        var model = SampleModel.model(try SampleModel.part())
        model = StoredModel(card: model.card, parts: model.parts, supplements: ["doubling": Doubling(factor: 2)])
        var card = model.card
        card.supplements = ["doubling": ["how": "by hand"]]
        model = StoredModel(card: card, parts: model.parts, supplements: model.supplements)
        let files = try ModelFolder.files(model)
        let read = try ModelFiles.model(card: files.card, weights: files.weights, engineVersion: "1", supplements: ["doubling": Doubling.self])
        #expect(read.supplements["doubling"] as? Doubling == Doubling(factor: 2))
        #expect(failure(card: files.card, weights: files.weights).contains("`doubling` that is not read here"))
        var weights = try Safetensors.read(files.weights).weights
        weights.set("doubling.factor", .nan as Double)
        let changed = try ModelFiles.encode(card, weights)
        #expect(throws: ModelingError.self) {
            try ModelFiles.model(card: changed.card, weights: changed.weights, engineVersion: "1", supplements: ["doubling": Doubling.self])
        }
    }
}
