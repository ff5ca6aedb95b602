import AnalyticsAPI
import Basics
package import Models
package import Storage

/// The query whose answer `api-server try` shows for a new dataset.
package struct FirstQuery: Sendable {
    /// The query as JSON.
    package let json: String

    /// Chooses a query for a dataset.
    package init(for dataset: Dataset, in store: any AnalyticsStore) async throws {
        var bounds: (earliest: Value?, latest: Value?)
        if let query = OverviewQuery.span(of: dataset.definition) {
            for try await row in store.query(query, on: dataset.name.rawValue) {
                bounds = (row["earliest"], row["latest"])
            }
        }
        json = OverviewQuery(of: dataset.definition, earliest: bounds.earliest, latest: bounds.latest).json
    }

    /// Returns the address at which a browser gets the answer.
    package func address(of dataset: Identifier, host: String) -> String {
        "\(host)/v1/datasets/\(dataset)/query?query=\(PercentEncoding.encode(json))"
    }
}
