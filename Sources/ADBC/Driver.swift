import CADBC

/// A loaded driver: its function table, at an address that stays.
@safe final class Driver {
    let name: String
    let functions: UnsafeMutablePointer<AdbcDriver>

    init(library: String, entryPoint: String) throws(ADBCError) {
        name = library
        unsafe functions = .allocate(capacity: 1)
        unsafe functions.initialize(to: AdbcDriver())
        let table = unsafe functions
        var failed = false
        let reason = unsafe String(unsafeUninitializedCapacity: 1024) { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self) { text in
                unsafe text.update(repeating: 0)
                failed = unsafe CADBCLoadDriver(library, entryPoint, table, text.baseAddress, text.count) != 0
                return unsafe text.firstIndex(of: 0) ?? text.count
            }
        }
        if failed {
            // The table may be half filled: nothing to release but the memory (in `deinit`, which sees no release function).
            unsafe functions.pointee.release = nil
            throw ADBCError(message: "The database driver \(library) could not be loaded: \(reason).")
        }
    }

    deinit {
        if let release = unsafe functions.pointee.release {
            var error = unsafe AdbcError()
            _ = unsafe release(functions, &error)
            if let releaseError = unsafe error.release { unsafe releaseError(&error) }
        }
        unsafe functions.deallocate()
    }

    /// Calls one function of the table and turns a failure status into an error.
    func call(_ operation: (UnsafeMutablePointer<AdbcError>) -> AdbcStatusCode) throws(ADBCError) {
        var error = unsafe AdbcError()
        let status = unsafe withUnsafeMutablePointer(to: &error) { unsafe operation($0) }
        defer { if let release = unsafe error.release { unsafe release(&error) } }
        guard status != 0 else { return }
        let message = if let text = unsafe error.message { unsafe String(cString: text) } else { "status \(status) without a message" }
        let state = unsafe withUnsafeBytes(of: error.sqlstate) { bytes in unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
        // INT32_MIN says "this error has the members of revision 1.1", not a vendor's code.
        let vendorCode = unsafe error.vendor_code == .min ? 0 : Int(error.vendor_code)
        throw ADBCError(message: message, vendorCode: vendorCode, sqlState: state == "00000" ? "" : state)
    }
}
