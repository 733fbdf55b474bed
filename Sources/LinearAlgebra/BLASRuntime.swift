internal import COpenBLAS

/// What the BLAS of this process is, for the manifest of a run: the last bits of a product depend on it.
public enum BLASRuntime {
    /// The threads the library may use, for the whole process.
    public static var threadCount: Int {
        get { Int(openblas_get_num_threads()) }
        set { openblas_set_num_threads(Int32(Swift.max(1, newValue))) }
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
