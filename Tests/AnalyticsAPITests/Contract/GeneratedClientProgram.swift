/// Programs that use generated clients. Each takes a server's address, and prints the groups and the code of an error.
enum GeneratedClientProgram {
    /// For the client of openapi-python-client.
    static let openAPIPythonClient = """
        import sys
        from weir import Client
        from weir.api.datasets import create_dataset, describe_dataset
        from weir.api.queries import query
        from weir.api.rows import write_rows
        from weir.models import (
            ColumnDefinition, ColumnDefinitionType, DatasetDefinition, Dataset, NamedMeasure, Problem, Query, RowInput)

        client = Client(base_url=sys.argv[1])
        definition = DatasetDefinition(name="orders", columns=[
            ColumnDefinition(name="country", type_=ColumnDefinitionType.STRING),
            ColumnDefinition(name="n", type_=ColumnDefinitionType.INTEGER, nullable=False)])
        made = create_dataset.sync_detailed(client=client, body=definition)
        assert made.status_code == 201 and made.parsed.name == "orders", made
        rows = [RowInput.from_dict({"country": country, "n": 1}) for country in ["DE", "FR", "DE"]]
        written = write_rows.sync_detailed("orders", client=client, body=rows, idempotency_key="first")
        assert written.status_code == 201 and written.parsed.inserted == 3, written
        described = describe_dataset.sync("orders", client=client)
        assert isinstance(described, Dataset) and described.row_count == 3, described
        answer = query.sync("orders", client=client, body=Query(
            measures=["count", NamedMeasure(measure="sum(n)", as_="total")], dimensions=["country"]))
        for row in answer.data:
            print(row["country"], row["total"])
        problem = query.sync("orders", client=client, body=Query(measures=["sum(m)"]))
        assert isinstance(problem, Problem) and problem.code == "invalid_query", problem
        print(problem.errors[0].code)
        """

    /// For the Python client of OpenAPI Generator.
    static let openAPIGeneratorForPython = """
        import sys
        from weir import (
            ApiClient, ColumnDefinition, Configuration, DatasetDefinition, DatasetsApi, Measure, NamedMeasure, QueriesApi,
            Query, Rows, RowsApi)
        from weir.exceptions import UnprocessableEntityException

        client = ApiClient(Configuration(host=sys.argv[1]))
        datasets, rows, queries = DatasetsApi(client), RowsApi(client), QueriesApi(client)
        definition = DatasetDefinition(name="orders", columns=[
            ColumnDefinition(name="country", type="string"), ColumnDefinition(name="n", type="integer", nullable=False)])
        made = datasets.create_dataset_with_http_info(definition)
        assert made.status_code == 201 and made.data.name == "orders", made
        values = Rows([{"country": country, "n": 1} for country in ["DE", "FR", "DE"]])
        assert rows.write_rows("orders", values, idempotency_key="first").inserted == 3
        assert datasets.describe_dataset("orders").row_count == 3
        answer = queries.query("orders", Query(
            measures=[Measure("count"), Measure(NamedMeasure(measure="sum(n)", var_as="total"))], dimensions=["country"]))
        for row in answer.actual_instance.data:
            print(row.actual_instance["country"], row.actual_instance["total"])
        try:
            queries.query("orders", Query(measures=[Measure("sum(m)")]))
        except UnprocessableEntityException as error:
            assert error.data.code == "invalid_query", error
            print(error.data.errors[0].code)
        """

    /// For the Swift client of OpenAPI Generator, which returns one successful answer of an operation and throws the others.
    static let openAPIGeneratorForSwift = ##"""
        import Foundation

        let configuration = WeirAPIConfiguration(basePath: CommandLine.arguments[1])

        /// The status and the body of an answer that the called function does not return.
        func other(_ call: () async throws -> Void) async -> (status: Int, body: Data) {
            do { try await call() } catch {
                if let error = error as? ErrorResponse, case .error(let status, let body?, _, _) = error { return (status, body) }
                fatalError("\(error)")
            }
            fatalError("no other answer")
        }

        let definition = DatasetDefinition(
            name: "orders",
            columns: [
                ColumnDefinition(name: "country", type: .string), ColumnDefinition(name: "n", type: .integer, nullable: false),
            ])
        // The generator knows one successful answer of an operation, of these the preview.
        let made = await other {
            _ = try await DatasetsAPI.createDataset(datasetDefinition: definition, apiConfiguration: configuration)
        }
        let dataset = try configuration.codableHelper.jsonDecoder.decode(CreatedDataset.self, from: made.body)
        precondition(made.status == 201 && dataset.name == "orders")
        let rows = try configuration.codableHelper.jsonDecoder.decode(
            Rows.self, from: Data(#"[{"country": "DE", "n": 1}, {"country": "FR", "n": 1}, {"country": "DE", "n": 1}]"#.utf8))
        let written = try await RowsAPI.writeRows(
            dataset: "orders", rows: rows, idempotencyKey: "first", apiConfiguration: configuration)
        precondition(written.inserted == 3)
        let described = try await DatasetsAPI.describeDataset(dataset: "orders", apiConfiguration: configuration)
        precondition(described.rowCount == 3)
        let total = NamedMeasure(measure: "sum(n)", _as: "total")
        let answer = try await QueriesAPI.query(
            dataset: "orders",
            query: Query(measures: [.typeString("count"), .typeNamedMeasure(total)], dimensions: ["country"]),
            apiConfiguration: configuration)
        guard case .typeQueryAnswer(let groups) = answer else { fatalError("\(answer)") }
        for case .typeRow(let row) in groups.data {
            guard case .string(let country)? = row["country"], case .int(let total)? = row["total"] else { fatalError("\(row)") }
            print(country, total)
        }
        let refused = await other {
            _ = try await QueriesAPI.query(
                dataset: "orders", query: Query(measures: [.typeString("sum(m)")]), apiConfiguration: configuration)
        }
        let problem = try configuration.codableHelper.jsonDecoder.decode(Problem.self, from: refused.body)
        precondition(refused.status == 422 && problem.code == "invalid_query")
        print(problem.errors?.first?.code ?? "no code")
        """##
}
