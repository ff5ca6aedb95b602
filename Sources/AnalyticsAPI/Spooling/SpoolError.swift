/// The reason why something could not be spooled.
enum SpoolError: Error, Equatable {
    /// All the room that the server has for spooling is in use, or the disk is full.
    case noRoom
    /// The system refused an operation on the file.
    case failed(operation: String, errno: Int32)
    /// The bytes that were read are not those that were written.
    case damaged
}
