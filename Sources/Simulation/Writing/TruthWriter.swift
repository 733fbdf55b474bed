import Foundation

/// The truth beside a simulated extract: `labels.csv` and `decoys.csv`.
enum TruthWriter {
    static let columns = "scenario,subject_kind,subject_id,members,facilities,intensity,fund_amount,note"

    static func write(labels: [TruthLabel], decoys: [TruthLabel], to folder: String) throws(SimulationError) {
        try write(labels, to: folder + "/labels.csv", withKind: false)
        try write(decoys, to: folder + "/decoys.csv", withKind: true)
    }

    private static func write(_ labels: [TruthLabel], to path: String, withKind: Bool) throws(SimulationError) {
        var row = try TableFile(path: path, columns: columns + (withKind ? ",decoy_kind" : ""))
        for label in labels {
            row.text(label.scenario)
            row.text(label.subjectKind)
            row.text(label.subjectID)
            row.text(label.members.joined(separator: ";"))
            row.text(label.facilities.joined(separator: ";"))
            row.text(label.intensity)
            row.yuan(label.fundAmount)
            // Notes are prose; a comma in one would need quotes.
            row.text(label.note.replacing(",", with: ";"))
            if withKind { row.text(label.decoyKind) }
            try row.endRow()
        }
        try row.close()
    }
}
