import HTTPTypes

/// The dataset `sales`, whose customers are looked up in `customers`.
enum LookupWorld {
    static let path = "/v1/datasets/sales"
    static let customers = """
        {"name": "customers", "key": ["id"], "columns": [
          {"name": "id", "type": "integer", "nullable": false}, {"name": "country", "type": "string"},
          {"name": "segment", "type": "string"}]}
        """
    static let sales = """
        {"name": "sales", "columns": [
          {"name": "customer", "type": "integer", "lookup": "customers"}, {"name": "units", "type": "integer"}]}
        """
    static let byCountry = #"{"measures": ["count", "sum(units)"], "dimensions": ["customer.country"]}"#

    /// Creates both datasets with rows.
    static func make(_ client: APIClient) async throws {
        let answers = [
            try await client.post("/v1/datasets", customers), try await client.post("/v1/datasets", sales),
            try await client.post(
                "/v1/datasets/customers/rows", "id,country,segment\n1,DE,big\n2,FR,small\n3,DE,small\n",
                type: "text/csv"),
            try await client.post(
                "/v1/datasets/sales/rows", "customer,units\n1,10\n1,20\n2,30\n3,40\n4,50\n,60\n", type: "text/csv"),
        ]
        guard answers.allSatisfy({ $0.status == 201 }) else { throw SetupError(answers: answers) }
    }

    /// Runs a query of sales.
    static func ask(_ client: APIClient, _ query: String, as headers: HTTPFields = [:]) async throws -> Answer {
        try await client.send(.post, path + "/query", query, as: headers)
    }
}
