import ArgumentParser
import Claims
import Foundation
import Leads

@main
struct Xiezhi: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "xiezhi",
        abstract: "Anomaly scoring for medical-insurance claims: a short ranked list of leads, each with its evidence.",
        discussion: """
            EXAMPLE
              xiezhi simulate town --persons 30000 --facilities 120 --months 3
              xiezhi rank town --out leads

            EXIT STATUS
              0   complete
              1   complete, but too many rows had to be set aside (the data gate)
              2   could not run; nothing was written
              64  wrong usage

            Shell completion: xiezhi --generate-completion-script bash (or zsh, fish).
            """,
        version: RunRecord.engineVersion,
        subcommands: [
            Check.self, FeatureVectors.self, Rank.self, ReviewSampleCommand.self, Expand.self, RulesCommand.self, Simulate.self, Evaluate.self,
            Detect.self, Train.self, Model.self, Catalog.self,
        ])

    static func main() {
        ComputeKernel.choose()
        // A reader that closes the pipe shows as an error of the write, which `Terminal` takes for success.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as CommandFailure {
            Terminal.error(error.description)
            exit(withError: ExitCode(2))
        } catch where exitCode(for: error) == .validationFailure {
            Terminal.draw(usageMessage(for: error))
            exit(withError: ExitCode.validationFailure)
        } catch {
            exit(withError: error)
        }
    }

    /// What was wrong with the arguments, and how they go: the parser's text, under the name that all other errors have.
    private static func usageMessage(for error: any Error) -> String {
        let text = fullMessage(for: error)
        let message = text.hasPrefix("Error: ") ? text.dropFirst(7) : text[...]
        return "xiezhi: \(message)\n"
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
    } catch let error as ValidationError {
        throw error
    } catch {
        // The errors of the rooms describe themselves; those of Foundation do so at a length that no terminal deserves.
        let text = type(of: error) is NSError.Type || error is CocoaError ? error.localizedDescription : "\(error)"
        throw CommandFailure(description: text.split(whereSeparator: \.isNewline).joined(separator: " "))
    }
}

/// Ends a command that is complete. - Throws: exit status 1 where the data gate failed, having said so, `--quiet` or not.
func conclude(_ quality: DataQuality) throws {
    guard let gate = quality.gate, !gate.passed else { return }
    let rows = gate.table.flatMap { $0 == "setl_d" ? nil : "rows of \($0)" } ?? "settlements"
    Terminal.error("""
        the data gate failed: \(percentage(gate.quarantinedShare)) of the \(rows) were set aside, the limit is \
        \(percentage(gate.limit)); the results are complete for the rest, but have the extract mended (`xiezhi check` names the rows)
        """)
    throw ExitCode(1)
}

/// A share as a percentage of at most two decimals.
func percentage(_ share: Double) -> String {
    let hundredths = Int((share * 10000).rounded())
    let decimals = hundredths % 100 == 0 ? "" : "." + String(100 + hundredths % 100).dropFirst()
    return "\(hundredths / 100)\(decimals) %"
}
