import Foundation
import LinearAlgebra

/// Which kernel of the linear-algebra library serves this processor.
public enum ComputeKernel {
    /// Starts the program anew with a better kernel, where there is one and nobody chose: the library reads its choice when it
    /// is loaded, which is before the first line of this program runs. Comes back where nothing is to change.
    public static func choose() {
        guard ProcessInfo.processInfo.environment[BLASRuntime.coreVariable] == nil, let better = BLASRuntime.betterCoreName else { return }
        _ = unsafe setenv(BLASRuntime.coreVariable, better, 1)
        // Where it cannot be started anew it goes on as it is, only slower.
        _ = unsafe execv("/proc/self/exe", CommandLine.unsafeArgv)
    }
}
