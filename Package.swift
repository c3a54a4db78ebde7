// swift-tools-version: 6.2

import PackageDescription

/// The targets stand in the order in which data flows; a target may use only targets above it.
/// `Tests/RepositoryTests` checks that.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let ledgerSettings = settings + [.enableExperimentalFeature("Lifetimes")]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let arguments = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "weir",
  products: [
    .executable(name: "weir", targets: ["weir"]),
    .library(name: "WeirModel", targets: ["WeirModel"]),
    .library(name: "WeirCodecs", targets: ["WeirCodecs"]),
    .library(name: "WeirLedger", targets: ["WeirLedger"]),
    .library(name: "WeirIngest", targets: ["WeirIngest"]),
    .library(name: "WeirTrace", targets: ["WeirTrace"]),
    .library(name: "WeirDrill", targets: ["WeirDrill"]),
    // What `Fuzz` looks for and the tests replay.
    .library(name: "CodecPromises", targets: ["CodecPromises"]),
    .library(name: "EvidencePromises", targets: ["EvidencePromises"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", "4.5.2"..<"5.0.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", "1.8.2"..<"2.0.0"),
  ],
  targets: [
    // Nouns
    .target(name: "WeirModel", swiftSettings: settings),
    .target(name: "CWeirSHA256"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "WeirCodecs", dependencies: ["WeirModel", "CWeirSHA256", "CZlib"],
      swiftSettings: settings),
    // Facts
    .target(
      name: "WeirLedger", dependencies: ["WeirModel"], swiftSettings: ledgerSettings),
    .target(
      name: "WeirIngest", dependencies: ["WeirModel", "WeirCodecs", "WeirLedger"],
      swiftSettings: settings),
    // Findings
    .target(
      name: "WeirTrace", dependencies: ["WeirModel", "WeirCodecs", "WeirLedger", crypto],
      swiftSettings: settings),
    // Actions
    .target(name: "WeirDrill", dependencies: ["WeirModel"], swiftSettings: settings),
    // Command
    .executableTarget(
      name: "weir",
      dependencies: [
        "WeirModel", "WeirCodecs", "WeirLedger", "WeirIngest", "WeirTrace", "WeirDrill", arguments,
      ],
      swiftSettings: settings),
    // Tests
    .target(
      name: "WeirTesting", dependencies: ["WeirModel", crypto], path: "Tests/WeirTesting",
      swiftSettings: settings),
    .target(
      name: "CodecPromises", dependencies: ["WeirModel", "WeirCodecs"],
      path: "Tests/CodecPromises", swiftSettings: settings),
    .target(
      name: "EvidencePromises",
      dependencies: [
        "WeirModel", "WeirCodecs", "WeirLedger", "WeirTrace", "CodecPromises", crypto,
      ],
      path: "Tests/EvidencePromises", swiftSettings: settings),
    .testTarget(
      name: "WeirModelTests", dependencies: ["WeirModel", "WeirTesting"], swiftSettings: settings),
    .testTarget(
      name: "WeirCodecsTests",
      dependencies: [
        "WeirModel", "WeirCodecs", "CWeirSHA256", "WeirTesting", "CodecPromises", crypto,
      ],
      exclude: ["Findings"],
      swiftSettings: settings),
    .testTarget(
      name: "WeirLedgerTests",
      dependencies: ["WeirModel", "WeirLedger", "WeirTesting"],
      swiftSettings: settings),
    .testTarget(
      name: "WeirIngestTests",
      dependencies: [
        "WeirModel", "WeirCodecs", "WeirLedger", "WeirIngest", "WeirTesting",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "WeirTraceTests",
      dependencies: [
        "WeirModel", "WeirCodecs", "WeirLedger", "WeirIngest", "WeirTrace", "WeirDrill",
        "WeirTesting", "EvidencePromises", "CodecPromises",
      ],
      exclude: ["Findings"],
      swiftSettings: settings),
    .testTarget(
      name: "WeirDrillTests",
      dependencies: [
        "WeirModel", "WeirCodecs", "WeirLedger", "WeirIngest", "WeirTrace", "WeirDrill",
        "WeirTesting",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "RepositoryTests", dependencies: ["WeirTesting"], swiftSettings: settings),
    .testTarget(
      name: "ScenarioTests", dependencies: ["weir", "WeirTesting"], swiftSettings: settings),
  ]
)
