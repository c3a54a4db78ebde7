import Testing
import WeirTesting

@testable import WeirCodecs

@Suite struct ZipTests {
  /// What a test wants in an archive that the writer would never make.
  struct Member {
    var name = "a"
    /// The name in the entry's own header, where it differs.
    var localName: String?
    var packed: [UInt8] = Array("hello".utf8)
    var unpacked: Int?
    var checksum: UInt32 = 0x3610_A686
    var method = 0
    var flags = 0x0800
    var mode = 0o100644
    var extra: [UInt8] = []
    var descriptor: [UInt8] = []
    var offset: Int?
  }

  static func little(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func archive(_ members: [Member], comment: [UInt8] = []) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let offset = bytes.count
      let start = little(20, 2) + little(member.flags, 2) + little(member.method, 2) + little(0, 4)
      let sizes =
        little(Int(member.checksum), 4) + little(member.packed.count, 4)
        + little(member.unpacked ?? member.packed.count, 4)
      let local = Array((member.localName ?? member.name).utf8)
      bytes +=
        little(0x0403_4B50, 4) + start
        + (member.flags & 8 == 0 ? sizes : [UInt8](repeating: 0, count: 12))
        + little(local.count, 2) + little(0, 2) + local + member.packed + member.descriptor
      let name = Array(member.name.utf8)
      directory +=
        little(0x0201_4B50, 4) + little(0x0314, 2) + start + sizes
        + little(name.count, 2) + little(member.extra.count, 2) + little(0, 6)
        + little(member.mode << 16, 4) + little(member.offset ?? offset, 4) + name + member.extra
    }
    return bytes + directory + little(0x0605_4B50, 4) + little(0, 4) + little(members.count, 2)
      + little(members.count, 2) + little(directory.count, 4) + little(bytes.count, 4)
      + little(comment.count, 2) + comment
  }

  private func refusal(
    _ members: [Member], limits: ZipLimits = ZipLimits()
  ) -> ZipError.Code? {
    do throws(ZipError) {
      _ = try ZipReader.entries(of: Self.archive(members), limits: limits)
      return nil
    } catch {
      return error.code
    }
  }

  /// "123456789" has the CRC-32 CBF43926 in Ross Williams' catalogue of 1993.
  @Test func `the checksum is CRC-32`() {
    #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.checksum([]) == 0)
  }

  @Test func `what was written is read, sorted by name, in the same bytes every time`() throws {
    let entries = [
      ZipEntry(name: "report.html", bytes: Array("<p>".utf8)), ZipEntry(name: "B", bytes: []),
      ZipEntry(name: "findings/目録.json", bytes: Array(repeating: 7, count: 100_000)),
    ]
    let archive = try ZipWriter.archive(entries)
    #expect(archive == (try ZipWriter.archive(entries.reversed())))
    let read = try ZipReader.entries(of: archive)
    #expect(read.map(\.name) == ["B", "findings/目録.json", "report.html"])
    #expect(Set(read) == Set(entries))
    #expect(try ZipReader.entries(of: ZipWriter.archive([])).isEmpty)
  }

  @Test func `the writer refuses names that no one should unpack`() {
    for name in ["", "/a", "../a", "a/", "a\\b"] {
      #expect(throws: ZipError.self) { try ZipWriter.archive([ZipEntry(name: name, bytes: [])]) }
    }
    let twice = ["a", "A"].map { ZipEntry(name: $0, bytes: []) }
    #expect(throws: ZipError.self) { try ZipWriter.archive(twice) }
  }

  /// Raw DEFLATE of "hello": one block of fixed Huffman codes, as Python's zlib.compressobj(9, 8,
  /// -15) writes it.
  static let deflated: [UInt8] = [0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]

  @Test func `deflated entries and descriptors behind the content are read`() throws {
    let plain = Member(packed: Self.deflated, unpacked: 5, method: 8)
    #expect(try ZipReader.entries(of: Self.archive([plain])).first?.bytes == Array("hello".utf8))
    var streamed = plain
    streamed.flags = 0x0808
    streamed.descriptor = Self.little(0x3610_A686, 4) + Self.little(7, 4) + Self.little(5, 4)
    #expect(refusal([streamed]) == nil)
    streamed.descriptor = Self.little(0x0807_4B50, 4) + streamed.descriptor
    #expect(refusal([streamed]) == nil)
    streamed.descriptor[8] ^= 1
    #expect(refusal([streamed]) == .contradiction)
  }

  @Test(arguments: [0o120777, 0o020666, 0o060666, 0o010644, 0o140777])
  func `links and devices are refused`(mode: Int) {
    #expect(refusal([Member(mode: mode)]) == .link)
  }

  @Test(arguments: [
    "/etc/passwd", "../a", "a/../b", "a/..", "./a", "a//b", "C:/a", "a\\b", "", "a\u{0}b",
    "a\u{202E}b", "a.", "a ", "a/ /b", "a\n", "//", "..",
  ])
  func `a name that leads out or hides something is refused`(name: String) {
    #expect(refusal([Member(name: name)]) == .name)
  }

  @Test(arguments: [
    ["a", "a"], ["a", "A"], ["\u{E9}", "e\u{301}"], ["a", "a/b"], ["a/b", "a"], ["a/b", "A/B"],
  ])
  func `two names that could be one file are refused`(names: [String]) {
    #expect(refusal(names.map { Member(name: $0) }) == .duplicate)
  }

  @Test func `directories may be listed before or behind what is in them`() throws {
    let directory = Member(name: "a/", packed: [], checksum: 0, mode: 0o040755)
    let file = Member(name: "a/b")
    for members in [[directory, file], [file, directory]] {
      #expect(try ZipReader.entries(of: Self.archive(members)).map(\.name) == ["a/b"])
    }
    #expect(refusal([directory, directory]) == .duplicate)
    #expect(refusal([Member(name: "a/")]) == .contradiction)
  }

  @Test func `what the reader does not support is refused by name`() {
    #expect(refusal([Member(flags: 0x0801)]) == .unsupported)
    #expect(refusal([Member(flags: 0x2800)]) == .unsupported)
    #expect(refusal([Member(method: 12)]) == .unsupported)
    #expect(refusal([Member(extra: [1, 0, 0, 0])]) == .unsupported)
    #expect(refusal([Member(extra: [0x75, 0x70, 0, 0])]) == .unsupported)
    #expect(refusal([Member(extra: [0x55, 0x54, 9, 0, 1])]) == .unsupported)
    #expect(refusal([Member(extra: [0x55, 0x54, 1, 0, 0])]) == nil)
    #expect(refusal([Member(offset: 0xFFFF_FFFF)]) == .unsupported)
  }

  @Test func `entries that share bytes are refused`() {
    #expect(refusal([Member(name: "a"), Member(name: "b", offset: 0)]) == .overlap)
    // The inner archive's first entry lies inside the stored content of the outer one.
    let inner = Self.archive([Member(name: "b")])
    let outer = Member(name: "a", packed: inner, checksum: CRC32.checksum(inner))
    // 30 bytes of header and one of name stand before the content.
    #expect(refusal([outer, Member(name: "b", offset: 31)]) == .overlap)
  }

  @Test func `bytes that belong to no entry are refused`() throws {
    let good = Self.archive([Member()])
    #expect(throws: ZipError.self) { try ZipReader.entries(of: [0] + good) }
    #expect(throws: ZipError.self) { try ZipReader.entries(of: good + [0]) }
    let comment = Self.archive([Member()], comment: Array("hi".utf8))
    #expect(throws: ZipError.self) { try ZipReader.entries(of: comment) }
    #expect(refusal([Member(descriptor: [1, 2, 3])]) == .structure)
  }

  @Test func `changed content and contradicting headers are named`() {
    #expect(refusal([Member(checksum: 1)]) == .checksum)
    #expect(refusal([Member(localName: "b")]) == .contradiction)
    #expect(refusal([Member(unpacked: 6)]) == .contradiction)
    #expect(refusal([Member(packed: Self.deflated, unpacked: 4, method: 8)]) == .contradiction)
    #expect(refusal([Member(packed: Self.deflated, unpacked: 6, method: 8)]) == .contradiction)
    let longer = Self.deflated + [0]
    #expect(refusal([Member(packed: longer, unpacked: 5, method: 8)]) == .contradiction)
  }

  @Test func `bombs are refused before they are unpacked`() {
    #expect(refusal([Member(packed: Self.deflated, unpacked: 1 << 17, method: 8)]) == .tooLarge)
    let limits = ZipLimits(entries: 2, entryBytes: 5, totalBytes: 9, ratio: 10)
    #expect(refusal([Member()], limits: limits) == nil)
    #expect(refusal([Member(), Member(name: "b")], limits: limits) == .tooLarge)
    let long = Member(packed: Array("hello!".utf8))
    #expect(refusal([long], limits: limits) == .tooLarge)
    let empty = ["a", "b", "c"].map { Member(name: $0, packed: [], checksum: 0) }
    #expect(refusal(empty, limits: limits) == .tooLarge)
  }

  @Test func `an archive cut anywhere is refused`() throws {
    let archive = Self.archive([
      Member(name: "a"), Member(name: "b", packed: Self.deflated, unpacked: 5, method: 8),
    ])
    for count in 0..<archive.count {
      #expect(throws: ZipError.self) { try ZipReader.entries(of: Array(archive.prefix(count))) }
    }
    #expect(try ZipReader.entries(of: archive).count == 2)
  }

  /// Every single bit flipped, then random damage: nothing traps, and no content changes unseen.
  @Test func `damage is refused or harmless`() throws {
    let archive = Self.archive([
      Member(name: "a"), Member(name: "b", packed: Self.deflated, unpacked: 5, method: 8),
    ])
    let hello = Array("hello".utf8)
    func check(_ bytes: [UInt8]) {
      guard let entries = try? ZipReader.entries(of: bytes) else { return }
      #expect(entries.allSatisfy { $0.bytes == hello || $0.bytes.isEmpty })
    }
    for bit in 0..<(archive.count * 8) {
      var damaged = archive
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      check(damaged)
    }
    print("WEIR_SEED=\(TablesTesting.seed)")
    var generator = SeededGenerator(seed: TablesTesting.seed)
    for _ in 0..<20_000 {
      var damaged = archive
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 0..<damaged.count, using: &generator)
        damaged[place] =
          [0, 1, 0xFF, UInt8.random(in: 0...255, using: &generator)]
          .randomElement(using: &generator) ?? 0
      }
      check(damaged)
    }
  }
}
