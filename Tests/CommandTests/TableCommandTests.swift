import Foundation
import Testing

/// `detect`, `train`, `model` and `catalog` on a table of thirty rows.
@Suite struct TableCommandTests {
    /// Two columns of numbers, a name, a note and a truth; the last two rows lie far out.
    static let text = "name,a,b,note,truth\n" + (0..<30).map { row in
        "ROW\(100 + row),\(row * 7 % 11),\(Double(row * 5 % 13) / 4 + (row > 27 ? 40 : 0)),note \(row),\(row > 27 ? 1 : 0)\n"
    }.joined()

    static let roles = ["--id", "name", "--label", "truth", "--ignore", "note"]

    private func workplace() throws -> Workplace {
        let workplace = try Workplace()
        try workplace.write("table.csv", Self.text)
        return workplace
    }

    @Test func detectPrintsTheListReasonsAndMeasures() throws {
        let run = try workplace().run(["detect", "table.csv", "--explain", "2", "--top", "5"] + Self.roles)
        run.expectSuccess()
        for word in ["ROW128", "ROW129", "P99", "AUROC", "average precision", "95 % interval", "precision at 2"] { #expect(run.output.contains(word), "\(run.output)") }
        #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(run.errors.contains("30 rows, 2 features"))
    }

    @Test func detectAsJSON() throws {
        let workplace = try workplace()
        let run = try workplace.run(["detect", "table.csv", "--json", "--explain", "1", "--set", "treeCount=30", "--detector", "isolation-forest", "--seed", "5"] + Self.roles)
        run.expectSuccess()
        #expect(run.errors.isEmpty)
        let report = try JSON.object(run.output)
        for key in ["auroc", "average_precision", "precision_at", "rows", "columns", "detector", "hyperparameters", "seed", "seconds", "top", "explained"] {
            #expect(report[key] != nil, "\(key)")
        }
        #expect(report["auroc"] as? Double == 1 && report["average_precision"] as? Double == 1)
        #expect((report["precision_at"] as? [String: Double])?["2"] == 1)
        #expect(report["rows"] as? Int == 30 && report["columns"] as? Int == 2 && report["seed"] as? Int == 5)
        #expect((report["hyperparameters"] as? [String: Double])?["treeCount"] == 30)
        let first = try #require((report["explained"] as? [[String: Any]])?.first)
        #expect(["ROW128", "ROW129"].contains(first["id"] as? String))
        #expect(((first["reasons"] as? [[String: Any]])?.first)?["feature"] as? String == "b")
        // Two runs are the same but for the clock.
        #expect(try JSON.object(workplace.run(["detect", "table.csv", "--json"]  + Self.roles).output)["auroc"] != nil)
    }

    @Test(arguments: ["csv", "parquet"]) func detectWritesTheScores(format: String) throws {
        let workplace = try workplace()
        try workplace.run(["detect", "table.csv", "--out", "deep/scores.\(format)", "--explain", "3", "--quiet"] + Self.roles).expectSuccess()
        let table = try ScoreFile.rows(workplace.path("deep/scores.\(format)"))
        #expect(table.columns == ["row", "id", "score", "p_value", "contribution_a", "contribution_b"])
        #expect(table.rows.count == 30 && table.rows[3][1] == "ROW103" && table.rows[3][0] == "3")
        #expect(table.rows.count { !$0[4].isEmpty } == 3)
        #expect(try workplace.contents("deep") == ["scores.\(format)"])
        #expect(try workplace.contents("tmp").isEmpty)
    }

    /// The scores of a stored model are those right after the fit, to the last digit.
    @Test(arguments: ["isolation-forest", "robust-mahalanobis", "ecod"]) func aStoredModelScoresTheSame(detector: String) throws {
        let workplace = try workplace()
        try workplace.run(["train", "table.csv", "--out", "Models/mine", "--detector", detector] + Self.roles).expectSuccess()
        #expect(try workplace.contents("Models") == ["mine", "mine/model.json", "mine/weights.safetensors"])
        try workplace.run(["detect", "table.csv", "--out", "fitted.csv", "--explain", "5", "--detector", detector] + Self.roles).expectSuccess()
        try workplace.run(["detect", "table.csv", "--out", "stored.csv", "--explain", "5", "--model", "Models/mine"] + Self.roles).expectSuccess()
        #expect(try workplace.text("fitted.csv") == workplace.text("stored.csv"))
        let card = try workplace.text("Models/mine/model.json")
        #expect(!card.contains("ROW1") && !card.contains("table.csv"))
    }

    @Test func trainShowAndDiff() throws {
        let workplace = try workplace()
        let train = try workplace.run(["train", "table.csv", "--out", "first", "--calibrate", "0.4", "--detector", "isolation-forest"] + Self.roles)
        train.expectSuccess()
        let show = try workplace.run("model", "show", "first")
        #expect(show.output == train.output)
        for word in ["isolation-forest", "treeCount", "18 rows", "split conformal, 12 rows", "training_auroc", "lowest", "P99"] {
            #expect(show.output.contains(word), "\(show.output)")
        }
        #expect(show.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(try JSON.object(workplace.run("model", "show", "first", "--json").output)["parts"] != nil)

        try workplace.run(["train", "table.csv", "--out", "second", "--detector", "isolation-forest", "--set", "treeCount=50", "--id", "name", "--ignore", "note"]).expectSuccess()
        let diff = try workplace.run("model", "diff", "first", "second")
        diff.expectSuccess()
        for word in ["added: truth", "treeCount: ", "→ 50", "PSI", "stable"] { #expect(diff.output.contains(word), "\(diff.output)") }
        try workplace.run("model", "diff", "first", "second", "--ignore", "note").expectFailure(64, "--id, --label and --ignore are for tables; second is a folder")
        let same = try workplace.run(["model", "diff", "first", "table.csv"] + Self.roles)
        #expect(same.output.contains("the training data is the same"), "\(same.output)\(same.errors)")
        try workplace.write("moved.csv", Self.text.replacing(/,(\d+\.\d+),/) { ",1\($0.1)," })
        let moved = try workplace.run(["model", "diff", "first", "moved.csv", "--json"] + Self.roles)
        #expect(moved.output.contains("\"large\""))
        let detect = try workplace.run(["detect", "table.csv", "--model", "first", "--json"] + Self.roles)
        #expect(try JSON.object(detect.output)["p_values_among"] as? String == "calibration")
    }

    @Test func catalogsAreLists() throws {
        let workplace = try Workplace()
        for subject in ["detectors", "features", "scenarios", "rules"] {
            let run = try workplace.run("catalog", subject, "--json")
            run.expectSuccess()
            let list = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
            #expect(!list.isEmpty)
            let text = try workplace.run("catalog", subject)
            text.expectSuccess()
            #expect(text.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text.output)")
        }
        #expect(try workplace.run("catalog", "rules").output.contains("starter 1  women-only-i"))
        let detectors = try workplace.run("catalog", "detectors").output
        for word in ["isolation-forest", "treeCount 200", "keeps: ", "the default"] { #expect(detectors.contains(word), "\(detectors)") }
    }

    // MARK: Bad input

    private func fails(_ text: String, _ arguments: [String] = [], _ words: String...) throws {
        let workplace = try Workplace()
        try workplace.write("table.csv", text)
        for command in [["detect", "table.csv", "--out", "out.csv"], ["train", "table.csv", "--out", "out"]] {
            let run = try workplace.run(command + arguments)
            run.expectFailure(2)
            for word in words { #expect(run.errors.contains(word), "\(run.errors)") }
            #expect(try workplace.contents() == ["table.csv", "tmp"])
        }
    }

    @Test func tablesThatDoNotServe() throws {
        try fails(Self.text, [], "table.csv, row 1, column name", "found a text of 6 characters", "--ignore name")
        try fails(Self.text, ["--id", "name", "--ignore", "notes"], "no column notes for --ignore", "the columns are name, a, b")
        try fails(Self.text, ["--id", "name", "--ignore", "note", "--label", "a"], "row 2", "column a", "label of 0, 1")
        try fails("a,b\n", [], "no row")
        try fails("a,b\n1,2\n", [], "at least 2 rows")
        try fails("a,b\n1,2\n1,2\n1,2\n", [], "no column varies")
        try fails("a,b\n1,2\n3\n", [], "line 3", "2 fields")
        try fails("", [], "empty")
    }

    @Test func modelsThatDoNotServe() throws {
        let workplace = try workplace()
        try workplace.write("wide.csv", "a,b,c\n1,2,3\n4,5,6\n7,8,10\n")
        try workplace.run(["train", "table.csv", "--out", "model"] + Self.roles).expectSuccess()
        try workplace.run("detect", "wide.csv", "--model", "model").expectFailure(2, "fitted on other features", "new: c")
        try workplace.run("detect", "wide.csv", "--model", "model", "--ignore", "c").expectSuccess()
        try workplace.run("detect", "wide.csv", "--model", "none").expectFailure(2, "the model none does not exist")
        try workplace.run("model", "show", "table.csv").expectFailure(2, "is a file", "xiezhi train")
        let card = try workplace.text("model/model.json")
        try workplace.write("model/model.json", card.replacing("\"format\" : 1", with: "\"format\" : 9"))
        try workplace.run("detect", "wide.csv", "--model", "model", "--ignore", "c").expectFailure(2, "format 9", "reads format 1", "newer xiezhi")
        try workplace.write("model/model.json", card.replacing("\"seed\" : 1", with: "\"seed\" : 2"))
        try workplace.run("model", "show", "model").expectFailure(2, "model.json was changed or damaged")
        try workplace.write("model/model.json", card)
        let weights = try Data(contentsOf: workplace.url.appending(path: "model/weights.safetensors"))
        try workplace.write("model/weights.safetensors", bytes: weights.dropLast())
        try workplace.run("model", "show", "model").expectFailure(2, "weights.safetensors has", "copy the model again")
        var flipped = Array(weights)
        flipped[flipped.count / 2] ^= 4
        try workplace.write("model/weights.safetensors", bytes: flipped)
        try workplace.run("model", "diff", "model", "wide.csv").expectFailure(2, "weights.safetensors was changed or damaged")
    }

    @Test func aFolderInTheWayAndAnExtractThatIsNoTable() throws {
        let workplace = try workplace()
        try workplace.write("scores.csv/inner", "")
        try workplace.run(["detect", "table.csv", "--out", "scores.csv"] + Self.roles).expectFailure(2, "scores.csv", "give another path")
        try workplace.run(["train", "table.csv", "--out", "table.csv"] + Self.roles).expectFailure(2, "give another path")
        try workplace.run(["detect", "table.csv", "--out", "/proc/scores.csv"] + Self.roles).expectFailure(2, "/proc/scores.csv")
    }
}
