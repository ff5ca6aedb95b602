import Models

@testable import AnalyticsAPI

extension DatasetView {
    /// Returns the view of a client without restrictions.
    static func whole(_ dataset: Dataset) throws -> DatasetView {
        let access = AccessControl(anonymous: .none, authenticator: nil)
        return try DatasetView(dataset, for: access.authorize(.administrator, .read, on: dataset.name))
    }
}
