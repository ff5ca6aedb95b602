import HTTPTypes
import Models

extension APIClient {
    /// Saves a query of the dataset `sales`.
    ///
    /// - Parameter document: The document as JSON.
    @discardableResult
    func saveQuery(_ name: String, _ document: String, as headers: HTTPFields = [:]) async throws -> Answer {
        let saved = try await send(.put, "/v1/datasets/sales/queries/\(name)", document, as: headers)
        guard saved.status == 201 || saved.status == 200 else { throw SetupError(answers: [saved]) }
        return saved
    }

    /// Creates a link to a saved query of the dataset `sales`.
    ///
    /// - Parameter options: The members of the request besides the name.
    /// - Returns: The link's id and its path.
    func makeLink(
        _ query: String, _ options: String = "", as headers: HTTPFields = [:]
    ) async throws -> (id: String, path: String) {
        let made = try await send(
            .post, "/v1/datasets/sales/queries/\(query)/links", #"{"name": "test"\#(options)}"#, as: headers)
        guard made.status == 201, case .string(let id)? = try made.json["id"],
            case .string(let path)? = try made.json["url"]
        else { throw SetupError(answers: [made]) }
        return (id, path)
    }
}
