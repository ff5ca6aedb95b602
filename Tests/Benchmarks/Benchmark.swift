/// A group of measurements.
protocol Benchmark: Sendable {
    /// The name on the command line.
    static var name: String { get }

    /// Runs the measurements.
    static func run(_ surroundings: Surroundings) async throws -> [Comparison]
}
