import Diagnostics
package import Models
package import Storage

/// The dataset of a name in a store.
package enum ImportTarget: Sendable {
    /// The dataset exists.
    case existing(Dataset)
    /// No dataset has the name.
    case absent(Absence)

    /// A name that no dataset has.
    package struct Absence: Sendable, Hashable {
        let name: Identifier
        let nearest: String?

        /// Creates the absence of a name.
        ///
        /// - Parameter nearest: The nearest name of a dataset; `nil` if none is near.
        package init(_ name: Identifier, nearest: String? = nil) {
            self.name = name
            self.nearest = nearest
        }

        /// The name of a dataset that is probably meant; `nil` if there is none.
        ///
        /// Names that differ in their digits are those of several periods or versions: `sales_2025` beside `sales_2026`.
        package var similar: String? {
            var search = NearestNameSearch()
            guard let nearest, search.match(name.rawValue, among: [nearest], within: 2) != nil else { return nil }
            let letters = [name.rawValue, nearest].map { $0.filter(\.isLetter) }
            return letters[0] == letters[1] ? nil : nearest
        }
    }

    /// Looks a dataset up.
    package init(_ name: Identifier, in store: any AnalyticsStore) async throws(StorageError) {
        do throws(StorageError) {
            self = .existing(try await store.dataset(named: name))
        } catch {
            guard case .datasetNotFound(_, let nearest) = error else { throw error }
            self = .absent(Absence(name, nearest: nearest))
        }
    }
}

extension ImportMode {
    /// Checks that a file may become a new dataset.
    ///
    /// A mode about the rows of a dataset that exists shows that the name is probably misspelt. A stated key is meant for a
    /// new dataset.
    ///
    /// - Throws: ``CommandError`` with the code 64.
    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    func checkCreation(of absence: ImportTarget.Absence, hasKey: Bool) throws(CommandError) {
        guard let flag, !hasKey else { return }
        throw CommandError.usage(
            "\(flag): the store has no dataset \"\(absence.name)\""
                + (absence.nearest == nil ? "." : NearestName.hint(absence.nearest)) + " To create it, "
                + (usesKey ? "state the columns that identify a row with --key" : "leave the flag out"))
    }

    private var usesKey: Bool { self == .mergeDuplicates || self == .ignoreDuplicates }

    /// The flag; `nil` without one.
    private var flag: String? {
        switch self {
        case .append: nil
        case .replace: "--replace"
        case .mergeDuplicates: "--merge-duplicates"
        case .ignoreDuplicates: "--ignore-duplicates"
        }
    }
}
