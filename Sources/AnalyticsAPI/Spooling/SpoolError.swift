/// The reason why something could not be spooled.
enum SpoolError: Error, Equatable {
    /// All the room that the server has for spooling is in use, or the disk is full.
    case noRoom
    /// The system refused an operation on the file.
    case failed(operation: String, errno: Int32)
    /// What was read is not what was written.
    case damaged
}
