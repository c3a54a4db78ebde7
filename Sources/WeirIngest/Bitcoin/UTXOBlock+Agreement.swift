import WeirModel

extension UTXOBlock {
  /// Whether two sources say the same about a block; what only one of them says does not count.
  func agrees(with other: UTXOBlock) -> Bool {
    hash == other.hash && parent == other.parent && time == other.time
      && (height == nil || other.height == nil || height == other.height)
      && transactions.count == other.transactions.count
      && zip(transactions, other.transactions).allSatisfy { $0.agrees(with: $1) }
  }

  /// Inputs whose output the source states.
  var statedCount: Int {
    transactions.reduce(0) { $0 + $1.inputs.count { $0.stated != nil } }
  }
}

extension UTXOTransaction {
  fileprivate func agrees(with other: UTXOTransaction) -> Bool {
    id == other.id && inputs.count == other.inputs.count && outputs.count == other.outputs.count
      && zip(inputs, other.inputs).allSatisfy { left, right in
        left.previous == right.previous
          && (left.stated == nil || right.stated == nil
            || (left.stated?.value == right.stated?.value
              && left.stated?.owner == right.stated?.owner))
      }
      && zip(outputs, other.outputs).allSatisfy { $0.agrees(with: $1) }
  }
}

extension UTXOOutput {
  /// Whether anybody can spend the first block's outputs, the bytes alone do not say.
  fileprivate func agrees(with other: UTXOOutput) -> Bool {
    value == other.value && owner == other.owner && members == other.members
  }
}
