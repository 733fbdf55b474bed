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

    /// The variable by which the library is told its kernel. It is read once, when the library is loaded.
    public static let coreVariable = "OPENBLAS_CORETYPE"

    /// The kernel to ask for instead of the one in use; nil where that is right.
    ///
    /// A library older than the processor falls back to its Haswell kernel, though the processor may have the wider vectors of
    /// a later one: 45 against 71 GFLOP/s of single precision on the machine this was measured on.
    public static var betterCoreName: String? {
        guard coreName == "Haswell", let name = unsafe kernelForWideVectors() else { return nil }
        return unsafe String(cString: name)
    }

    /// The version and build options of the library.
    public static var configuration: String {
        unsafe String(cString: openblas_get_config())
    }
}
