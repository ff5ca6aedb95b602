/// Something that is measured.
protocol Benchmark: Sendable {
    /// What it is called on the command line.
    static var name: String { get }

    /// Measures.
    static func run(_ surroundings: Surroundings) async throws -> [Comparison]
}
