/// Sorts any number of elements by a key with bounded memory: beyond a weight they go to temporary
/// files, which are merged.
///
/// Elements of one key keep the order in which they were added.
struct KeySorter<Element: Spillable> {
  /// Runs of one level that are merged into one of the next.
  static var fanIn: Int { 32 }

  private let directory: String
  private let weightLimit: Int
  private var held: [(place: SortedRun.Place, element: Element)] = []
  private var weight = 0
  private var levels: [[SortedRun]] = []
  private(set) var count: UInt64 = 0
  private(set) var lastKey: UInt64?

  /// - Parameters:
  ///   - directory: where temporary files may stand.
  ///   - weightLimit: what may be in memory, in ``Spillable/weight``.
  init(directory: String, weightLimit: Int) {
    self.directory = directory
    self.weightLimit = max(1, weightLimit)
  }

  var isEmpty: Bool { count == 0 }

  /// - Complexity: O(log n) amortised, with the merges.
  mutating func add(_ element: Element, key: UInt64) throws(IngestError) {
    held.append((SortedRun.Place(key: key, sequence: count), element))
    count += 1
    lastKey = max(lastKey ?? 0, key)
    weight += element.weight
    if weight >= weightLimit { try spill() }
  }

  private mutating func spill() throws(IngestError) {
    var writer = try SortedRun.Writer(directory: directory)
    for (place, element) in held.sorted(by: { $0.place < $1.place }) {
      var bytes = SpillWriter()
      element.spill(to: &bytes)
      try writer.append(place, bytes.bytes)
    }
    held.removeAll()
    weight = 0
    try add(try writer.finish(), level: 0)
  }

  private mutating func add(_ run: SortedRun, level: Int) throws(IngestError) {
    if levels.count == level { levels.append([]) }
    levels[level].append(run)
    guard levels[level].count == Self.fanIn else { return }
    var merge = try FrameMerge(levels[level])
    var writer = try SortedRun.Writer(directory: directory)
    while let (place, payload) = try merge.next() { try writer.append(place, payload) }
    levels[level] = []
    try add(try writer.finish(), level: level + 1)
  }

  /// The elements of each key, keys ascending. May be asked for more than once.
  func groups() throws(IngestError) -> Groups {
    Groups(
      merge: try FrameMerge(levels.flatMap { $0 }),
      held: held.sorted(by: { $0.place < $1.place }))
  }

  struct Groups {
    private var merge: FrameMerge
    private let held: [(place: SortedRun.Place, element: Element)]
    private var index = 0
    private var waiting: (place: SortedRun.Place, payload: [UInt8])?
    private var hasBegun = false
    /// Elements given so far.
    private(set) var done: UInt64 = 0

    init(merge: FrameMerge, held: [(place: SortedRun.Place, element: Element)]) {
      self.merge = merge
      self.held = held
    }

    mutating func next() throws(IngestError) -> (key: UInt64, elements: [Element])? {
      if !hasBegun {
        waiting = try merge.next()
        hasBegun = true
      }
      guard let key = nextPlace?.key else { return nil }
      var elements: [Element] = []
      while let place = nextPlace, place.key == key {
        if let (first, payload) = waiting, first == place {
          var reader = SpillReader(payload)
          elements.append(try Element(from: &reader))
          waiting = try merge.next()
        } else {
          elements.append(held[index].element)
          index += 1
        }
      }
      done += UInt64(elements.count)
      return (key, elements)
    }

    private var nextPlace: SortedRun.Place? {
      let inMemory = index < held.count ? held[index].place : nil
      guard let onDisk = waiting?.place else { return inMemory }
      return inMemory.map { min($0, onDisk) } ?? onDisk
    }
  }
}

/// The frames of several runs in one order.
struct FrameMerge {
  private var readers: [SortedRun.Reader]
  private var heads: [(place: SortedRun.Place, payload: [UInt8])?] = []

  init(_ runs: [SortedRun]) throws(IngestError) {
    readers = runs.map { SortedRun.Reader($0) }
    for index in readers.indices { heads.append(try readers[index].next()) }
  }

  /// - Complexity: O(runs), of which there are few.
  mutating func next() throws(IngestError) -> (place: SortedRun.Place, payload: [UInt8])? {
    var least: (index: Int, place: SortedRun.Place)?
    for (index, head) in heads.enumerated() {
      guard let place = head?.place else { continue }
      if let known = least, known.place < place { continue }
      least = (index, place)
    }
    guard let least else { return nil }
    let head = heads[least.index]
    heads[least.index] = try readers[least.index].next()
    return head
  }
}
