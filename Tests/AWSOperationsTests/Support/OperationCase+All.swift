import AWSClient
import AWSOperations

extension OperationCase {
    /// All operations whose structure is a model's, which leaves out those of S3 and Secrets Manager.
    static let all: [OperationCase] = OperationCatalogue.all.compactMap { type in
        (type as? any (AWSOperation & Decodable).Type).map { make($0) }
    }

    private static func make<Operation: AWSOperation & Decodable>(_ type: Operation.Type) -> OperationCase {
        OperationCase(type)
    }
}
