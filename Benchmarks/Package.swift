// swift-tools-version: 6.2

import PackageDescription

/// Measured against named peers, apart from the product so that its dependency list stays short.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "weir", path: "..")],
  targets: [
    .executableTarget(
      name: "BitcoinBenchmark",
      dependencies: [
        .product(name: "WeirModel", package: "weir"),
        .product(name: "WeirCodecs", package: "weir"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "UTXOBenchmark",
      dependencies: [
        .product(name: "WeirModel", package: "weir"),
        .product(name: "WeirLedger", package: "weir"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "LedgerBenchmark",
      dependencies: [
        .product(name: "WeirModel", package: "weir"),
        .product(name: "WeirLedger", package: "weir"),
      ],
      swiftSettings: settings + [.enableExperimentalFeature("Lifetimes")]),
  ]
)
