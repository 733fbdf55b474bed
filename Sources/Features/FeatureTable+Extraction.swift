import Claims
import LinearAlgebra
import Synchronization

extension FeatureTable {
    /// The vectors of every subject of a kind that has at least one settlement.
    ///
    /// - Parameters:
    ///   - extractors: the families to compute; the whole catalogue by default.
    ///   - threads: how many workers. The result does not depend on it.
    /// - Complexity: one gathering of the rows for each family; memory for the table and one subject a worker.
    public init(
        _ kind: SubjectKind, of context: FeatureContext, extractors: [any FeatureExtractor]? = nil, threads: Int = 1
    ) {
        let slices = kind.slices(of: context.store)
        let subjects = (0..<slices.subjectCount).filter { !slices[$0].isEmpty }.map(Int32.init)
        var definitions: [FeatureDefinition] = []
        var omitted: [Omission] = []
        var families: [Family] = []
        for extractor in extractors ?? FeatureCatalog.extractors(for: kind) {
            var columns: [Int] = []
            for definition in extractor.definitions {
                if let missing = definition.missingColumn(among: context.filledColumns) {
                    omitted.append(Omission(name: definition.name, missingColumn: missing.description))
                    columns.append(-1)
                } else {
                    columns.append(definitions.count)
                    definitions.append(definition)
                }
            }
            if columns.contains(where: { $0 >= 0 }) { families.append(Family(extractor: extractor, columns: columns)) }
        }

        let layout = RowLayout(definitions)
        let values = Mutex([Double](repeating: .nan, count: subjects.count * layout.width))
        let denominators = Mutex([Float](repeating: .nan, count: subjects.count * layout.rateCount))
        let chosen = families
        let chunk = ParallelWork.chunk(count: subjects.count, threads: threads)
        ParallelWork.run(count: subjects.count, chunk: chunk, threads: threads) { next in
            let runs = chosen.map { $0.makeRun(in: context) }
            while let range = next() {
                var block = RowBlock(layout, rowCount: range.count)
                for (row, subject) in subjects[range].enumerated() {
                    let rows = slices[Int(subject)]
                    for (family, run) in zip(chosen, runs) {
                        block.set(run.values(of: Int(subject), rows: rows), columns: family.columns, row: row, rowsSeen: rows.count)
                    }
                }
                let finished = block
                values.withLock {
                    $0.replaceSubrange(range.lowerBound * layout.width..<range.upperBound * layout.width, with: finished.values)
                }
                denominators.withLock {
                    $0.replaceSubrange(
                        range.lowerBound * layout.rateCount..<range.upperBound * layout.rateCount, with: finished.denominators)
                }
            }
        }
        self.init(
            subjectKind: kind, subjects: subjects, definitions: definitions,
            values: Matrix(rowCount: subjects.count, columnCount: layout.width, elements: values.takeAll()),
            omitted: omitted, denominators: denominators.takeAll())
    }
}

extension Mutex {
    /// Moves an array out, so that there never are two of it.
    fileprivate borrowing func takeAll<Element: Sendable>() -> [Element] where Value == [Element] {
        withLock { held in
            let taken = held
            held = []
            return taken
        }
    }
}

/// An extractor and where its values go: the column of each definition, or -1.
private struct Family: Sendable {
    let extractor: any FeatureExtractor
    let columns: [Int]

    func makeRun(in context: FeatureContext) -> any FamilyRun {
        func open<Extractor: FeatureExtractor>(_ extractor: Extractor) -> any FamilyRun {
            ExtractorRun(extractor, in: context)
        }
        return open(extractor)
    }
}

/// One worker's use of one extractor: the summary's room is kept from subject to subject.
private protocol FamilyRun: AnyObject {
    func values(of subject: Int, rows: ArraySlice<Int32>) -> FeatureValues
}

private final class ExtractorRun<Extractor: FeatureExtractor>: FamilyRun {
    private let extractor: Extractor
    private let context: FeatureContext
    private var summary = Extractor.Summary()
    private var output = FeatureValues()

    init(_ extractor: Extractor, in context: FeatureContext) {
        self.extractor = extractor
        self.context = context
    }

    func values(of subject: Int, rows: ArraySlice<Int32>) -> FeatureValues {
        summary.reset()
        output.removeAll()
        extractor.gather(rows, in: context, into: &summary)
        extractor.values(of: &summary, subject: subject, in: context, into: &output)
        return output
    }
}

private struct RowLayout: Sendable {
    let width: Int
    let rateCount: Int
    let rateColumn: [Int]
    let minimumRows: [Int]

    init(_ definitions: [FeatureDefinition]) {
        width = definitions.count
        rateCount = definitions.count(where: \.isRate)
        rateColumn = FeatureTable.rateColumns(definitions)
        minimumRows = definitions.map(\.minimumRows)
    }
}

/// Some rows of the table, as one worker fills them.
private struct RowBlock: Sendable {
    let layout: RowLayout
    var values: [Double]
    var denominators: [Float]

    init(_ layout: RowLayout, rowCount: Int) {
        self.layout = layout
        values = Array(repeating: .nan, count: rowCount * layout.width)
        denominators = Array(repeating: .nan, count: rowCount * layout.rateCount)
    }

    mutating func set(_ output: FeatureValues, columns: [Int], row: Int, rowsSeen: Int) {
        precondition(output.values.count == columns.count, "an extractor gives one value for each definition")
        for (position, column) in columns.enumerated() where column >= 0 && rowsSeen >= layout.minimumRows[column] {
            values[row * layout.width + column] = output.values[position]
            let rate = layout.rateColumn[column]
            if rate >= 0 { denominators[row * layout.rateCount + rate] = output.denominators[position] }
        }
    }
}
