import ArgumentParser
import Foundation
import Leads

@main
struct Xiezhi: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "xiezhi",
        abstract: "Anomaly scoring for medical-insurance claims: a short ranked list of leads, each with its evidence.",
        discussion: """
            EXAMPLE
              xiezhi simulate town --persons 30000 --facilities 120 --months 3 --seed 1
              xiezhi rank town --out leads

            Exit status: 0 complete; 1 complete, but too many rows had to be set aside;
            2 could not run; 64 wrong usage. Shell completion: --generate-completion-script.
            """,
        version: RunRecord.engineVersion,
        subcommands: [Check.self, FeatureVectors.self, Rank.self, Simulate.self, Evaluate.self])

    static func main() {
        ClosedPipe.isSuccess()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as CommandFailure {
            Terminal.error(error.description)
            exit(withError: ExitCode(2))
        } catch {
            exit(withError: error)
        }
    }
}

/// Something that kept a command from running: one sentence for the person who started it, exit status 2.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
}

/// Runs the work of a command; whatever it throws becomes one sentence and exit status 2.
func orFail<Result>(_ work: () throws -> Result) throws -> Result {
    do {
        return try work()
    } catch let error as ExitCode {
        throw error
    } catch {
        throw CommandFailure(description: "\(error)")
    }
}
