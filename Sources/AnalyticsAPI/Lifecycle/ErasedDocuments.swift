/// The documents beside the rows that quote erased values and are deleted with them, and the places that still quote them.
struct ErasedDocuments: Sendable, Equatable {
    /// A link or a key.
    struct Credential: Sendable, Hashable {
        /// The id, which is not secret.
        let id: String
        /// The name.
        let name: String
    }

    /// The names of the saved queries, with their dataset if that is not the erased one: `orders/total`.
    var queries: [String] = []
    /// The links.
    var links: [Credential] = []
    /// The keys.
    var keys: [Credential] = []
    /// The places that still have the values, as phrases.
    var remains: [String] = []

    /// A Boolean value that indicates whether there is nothing to delete.
    var isEmpty: Bool { queries.isEmpty && links.isEmpty && keys.isEmpty }
    /// The ids of the links and keys.
    var ids: Set<String> { Set((links + keys).map(\.id)) }
}
