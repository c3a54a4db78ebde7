import ArgumentParser

@main
struct Weir: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weir",
    abstract: "Follows stolen cryptocurrency across chains.")
}
