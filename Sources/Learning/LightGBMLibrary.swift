import CLightGBM
import Detection
import LinearAlgebra

#if canImport(Glibc)
import Glibc
#endif

/// LightGBM, loaded at run time as DuckDB is: only training needs it, never scoring.
///
/// Looked for at `$XIEZHI_LIGHTGBM`, and then nowhere else; as `.deps/lib/lib_lightgbm.so` beside the executable and upward; the
/// same from the current folder upward; by that name with the system's loader.
@safe public struct LightGBMLibrary: @unchecked Sendable {
    /// Never written after loading, and training is one at a time, so threads may share it.
    private let handle: OpaquePointer

    /// A library stays loaded, and one search serves the process.
    private static let found: Result<LightGBMLibrary, LearningError> = {
        var reason = [CChar](repeating: 0, count: messageCapacity)
        let handle = unsafe reason.withUnsafeMutableBufferPointer { unsafe CLightGBMOpen($0.baseAddress, $0.count) }
        guard let handle = unsafe handle else { return .failure(.libraryUnavailable(reason: text(reason))) }
        return .success(unsafe LightGBMLibrary(handle: handle))
    }()

    private static let messageCapacity = 4096

    /// - Throws: `libraryUnavailable`, which names the places looked at.
    public static func load() throws(LearningError) -> LightGBMLibrary { try found.get() }

    private static func text(_ bytes: [CChar]) -> String {
        String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The trained model as LightGBM writes it.
    ///
    /// - Throws: `trainingFailed` with LightGBM's reason.
    func train(_ rows: Matrix, labels: [Bool], parameters: String, rounds: Int) throws(LearningError) -> String {
        guard let rowCount = Int32(exactly: rows.rowCount), let columnCount = Int32(exactly: rows.columnCount) else {
            throw .trainingFailed(reason: "it takes at most \(Int32.max) rows and columns")
        }
        if columnCount == 0 { throw .trainingFailed(reason: "the rows have no column") }
        var reason = [CChar](repeating: 0, count: Self.messageCapacity)
        let elements = rows.elements
        let targets: [Float] = labels.map { $0 ? 1 : 0 }
        let model: String? = unsafe elements.withUnsafeBufferPointer { elements in
            unsafe targets.withUnsafeBufferPointer { targets in
                unsafe reason.withUnsafeMutableBufferPointer { reason in
                    let model = unsafe CLightGBMTrain(
                        handle, elements.baseAddress, rowCount, columnCount, targets.baseAddress, parameters, Int32(rounds),
                        reason.baseAddress, reason.count)
                    guard let model = unsafe model else { return nil }
                    defer { unsafe free(model) }
                    return unsafe String(cString: model)
                }
            }
        }
        guard let model else { throw .trainingFailed(reason: Self.text(reason)) }
        return model
    }

    /// LightGBM's own raw scores, by which the tests hold ours.
    ///
    /// - Throws: `trainingFailed` with LightGBM's reason.
    package func scores(model: String, rows: Matrix) throws(LearningError) -> [Double] {
        var reason = [CChar](repeating: 0, count: Self.messageCapacity)
        let elements = rows.elements
        var result = [Double](repeating: 0, count: rows.rowCount)
        let failed = unsafe elements.withUnsafeBufferPointer { elements in
            unsafe result.withUnsafeMutableBufferPointer { result in
                unsafe reason.withUnsafeMutableBufferPointer { reason in
                    unsafe CLightGBMPredict(
                        handle, model, elements.baseAddress, Int32(rows.rowCount), Int32(rows.columnCount), result.baseAddress,
                        reason.baseAddress, reason.count)
                }
            }
        }
        if failed != 0 { throw .trainingFailed(reason: Self.text(reason)) }
        return result
    }
}
