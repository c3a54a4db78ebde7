// swift-tools-version: 6.2

import PackageDescription

/// One fuzzer for each codec, apart from the product. `./run` builds and runs them.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .strictMemorySafety(),
  // libFuzzer brings its own main.
  .unsafeFlags(["-parse-as-library", "-sanitize=fuzzer,address"]),
]

func fuzzer(_ name: String) -> Target {
  .executableTarget(
    name: name,
    dependencies: [
      .product(name: "WeirModel", package: "weir"), .product(name: "WeirCodecs", package: "weir"),
    ],
    swiftSettings: settings,
    linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])])
}

/// A fuzzer that breaks a promise of `Tests/CodecPromises` or `Tests/EvidencePromises`.
func breaker(_ name: String, _ promises: String = "CodecPromises") -> Target {
  .executableTarget(
    name: name,
    dependencies: ["FuzzDriver", .product(name: promises, package: "weir")],
    swiftSettings: settings,
    linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])])
}

let package = Package(
  name: "weir-fuzz",
  dependencies: [.package(name: "weir", path: "..")],
  targets: [
    .target(
      name: "FuzzDriver", dependencies: [.product(name: "CodecPromises", package: "weir")],
      swiftSettings: settings),
    fuzzer("FuzzBitcoinBlock"), fuzzer("FuzzBlockFile"), fuzzer("FuzzAddress"),
    breaker("FuzzJSON"), breaker("FuzzEVM"), breaker("FuzzBitcoinJSON"), breaker("FuzzTable"),
    breaker("FuzzClaims"), breaker("FuzzClaimLine"), breaker("FuzzZip"),
    breaker("FuzzIdentifiers"), breaker("FuzzEvidence", "EvidencePromises"),
  ]
)
