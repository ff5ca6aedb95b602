/// The documents beside the rows that quoted erased values and were deleted, and those that still quote them.
struct ErasedDocuments: Sendable, Equatable {
    /// The names of the deleted saved queries.
    var queries: [String] = []
    /// The ids of the deleted links.
    var links: [String] = []
    /// The ids of the deleted keys.
    var keys: [String] = []
    /// The places that still have the values, as phrases.
    var remains: [String] = []

    /// A Boolean value that indicates whether nothing was deleted.
    var isEmpty: Bool { queries.isEmpty && links.isEmpty && keys.isEmpty }
}
