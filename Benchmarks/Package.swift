// swift-tools-version: 6.2

import PackageDescription

/// Measurements, apart from the product so that its dependencies stay few.
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
  name: "weir-benchmarks",
  dependencies: [.package(name: "weir", path: "..")],
  targets: [
    .executableTarget(
      name: "BitcoinBenchmark",
      dependencies: [
        .product(name: "WeirModel", package: "weir"),
        .product(name: "WeirCodecs", package: "weir"),
      ],
      swiftSettings: settings)
  ]
)
