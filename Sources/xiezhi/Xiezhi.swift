import ArgumentParser

@main
struct Xiezhi: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Anomaly scoring for medical-insurance claims.")
}
