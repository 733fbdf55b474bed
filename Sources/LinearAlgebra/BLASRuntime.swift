internal import COpenBLAS
internal import Synchronization

/// What the BLAS of this process is, for the manifest of a run: the last bits of a product depend on it.
public enum BLASRuntime {
    /// The threads the library may use, for the whole process.
    public static var threadCount: Int {
        get { Int(openblas_get_num_threads()) }
        set { changing.withLock { _ in openblas_set_num_threads(Int32(Swift.max(1, newValue))) } }
    }

    /// Held while the number of threads must not change.
    private static let changing = Mutex<Void>(())

    /// Does the work with one thread, for a routine whose last bits depend on their number.
    static func withOneThread<Result>(_ work: () -> Result) -> Result {
        changing.withLock { _ in
            let before = openblas_get_num_threads()
            openblas_set_num_threads(1)
            defer { openblas_set_num_threads(before) }
            return work()
        }
    }

    /// The processor kernel in use, such as `Haswell`.
    public static var coreName: String {
        unsafe String(cString: openblas_get_corename())
    }

    /// The version and build options of the library.
    public static var configuration: String {
        unsafe String(cString: openblas_get_config())
    }
}
