import Models
import Storage

/// A dataset whose saved queries may quote values of an erasure: the erased one, or one that looks its columns up.
struct ErasurePlace: Sendable {
    /// The dataset.
    let dataset: Dataset
    /// The values as the dataset's documents quote them.
    let values: ErasedValues
    /// A Boolean value that indicates whether the dataset is the erased one.
    let isOwn: Bool
    /// A Boolean value that indicates whether the dataset exists for the client.
    let isShown: Bool

    /// Returns the erased dataset, and those that look its columns up.
    ///
    /// - Parameter isShown: Returns `true` for a dataset that exists for the client.
    static func all(
        of dataset: Dataset, in datasets: [Dataset], values: ErasedValues, where isShown: (Identifier) -> Bool
    ) -> [ErasurePlace] {
        let key = names(dataset.definition.keyIndices.map { dataset.columns[$0] })
        var own = values
        own.add(lookupsBy: names(dataset.columns.filter { $0.lookup == dataset.name }))
        var places = [ErasurePlace(dataset: dataset, values: own, isOwn: true, isShown: true)]
        for other in datasets where other.id != dataset.id {
            let lookups = names(other.columns.filter { $0.lookup == dataset.name })
            guard !lookups.isEmpty else { continue }
            places.append(
                ErasurePlace(
                    dataset: other, values: values.lookedUp(by: lookups, key: key), isOwn: false,
                    isShown: isShown(other.name)))
        }
        return places
    }

    /// Returns the present and former names of columns.
    private static func names(_ columns: [Column]) -> Set<String> {
        Set(columns.flatMap { [$0.name] + $0.formerNames }.map(\.rawValue))
    }

    /// Returns `true` if the name or the document of a saved query quotes a value.
    func isQuoted(in record: SavedQueryRecord) -> Bool {
        let document = try? JSONValue(parsing: record.document)
        guard let document else { return values.areQuoted(in: record.name.rawValue + " " + record.document) }
        let parameters = SavedParameter.values(in: document)
        return values.areIn(document) || values.areIn(parameters.query)
            || ([record.name.rawValue] + parameters.texts).contains(where: values.areQuoted)
    }

    /// Returns `true` if the authors of a saved query quote a value.
    func isAuthor(of record: SavedQueryRecord) -> Bool {
        values.areQuoted(in: record.createdBy) || values.areQuoted(in: record.updatedBy)
    }

    /// Returns the name of a saved query in a receipt; with its dataset, unless that is the erased one.
    func receiptName(of query: Identifier) -> String {
        isOwn ? query.rawValue : "\(dataset.name)/\(query)"
    }

    /// Returns the name of a saved query in a sentence.
    func quotedName(of query: Identifier) -> String { "\"\(receiptName(of: query))\"" }
}

extension ErasedDocuments {
    /// Adds a saved query.
    mutating func add(_ query: Identifier, of place: ErasurePlace) { queries.append(place.receiptName(of: query)) }

    /// Returns `true` if a saved query was found.
    func has(_ query: Identifier, of place: ErasurePlace) -> Bool { queries.contains(place.receiptName(of: query)) }
}
