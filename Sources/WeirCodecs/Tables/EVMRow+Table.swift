extension EVMRow {
  /// A row of ethereum-etl's tables as ``TransferTable`` handed it on.
  public init(_ record: TableRecord) {
    let fields = record.fields
    self.init(place: "\(EscapedText.visible(record.file)):\(record.line)") { fields[$0] }
  }
}
