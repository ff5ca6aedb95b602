import Models

extension Identifier {
    /// Reads a name that a store has kept.
    init(stored name: String) throws(StorageError) {
        do throws(IdentifierError) {
            try self.init(name)
        } catch {
            throw .unexpected("a stored name is damaged: \(error)")
        }
    }
}
