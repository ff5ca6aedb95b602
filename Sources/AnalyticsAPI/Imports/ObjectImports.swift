/// The import of objects of Amazon S3: which ones, and the way to read them.
package struct ObjectImports: Sendable {
    /// The objects that clients may import.
    let allowed: ImportSources
    /// Reads objects.
    let source: any ObjectSource

    /// Creates the import.
    package init(of allowed: ImportSources, from source: any ObjectSource) {
        self.allowed = allowed
        self.source = source
    }
}
