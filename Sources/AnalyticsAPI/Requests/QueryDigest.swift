import Basics
import Charts
import Models
import Storage

/// A digest of a query, of the rows that exist for its client and of the data that it reads: equal digests mean equal answers.
struct QueryDigest {
    private var fields = FieldDigest()

    /// Hashes everything that determines an answer besides the query.
    ///
    /// - Parameter restriction: The client's restriction. Clients with different ones get different answers to the same query.
    init(
        dataset: Dataset, dataVersion: Int64, format: AnswerFormat, style: AnswerStyle,
        restriction: DatasetRestriction = .none
    ) {
        // Increment the number when the answer to an unchanged query changes.
        fields.add("weir-query-4")
        fields.add(String(dataset.id))
        fields.add(String(dataVersion))
        fields.add(format.tag)
        fields.add(style.bigNumbersAsStrings ? "s" : "n")
        fields.add(restriction)
    }

    /// Hashes a query with everything that its answer depends on for its client.
    ///
    /// - Parameter versions: The versions of the datasets that values are looked up in, from which the answer is read; `nil` for the
    ///   present ones.
    mutating func add(_ query: VisibleQuery, lookupsAt versions: [DatasetVersion]? = nil) {
        add(query.written)
        // A query without a limit has that of its client, and ends there with "truncated".
        fields.add(query.resolved.limit.map { String($0) })
        add(query.written, resolvedTo: query.resolved.ranges)
        add(lookupsOf: query, at: versions)
    }

    /// Hashes a query as it is written, in an order that does not depend on the order of the request's keys.
    mutating func add(_ query: Query) {
        fields.list(query.measures) { digest, item in
            digest.add(item.measure)
            digest.add(item.alias)
            digest.list(item.filters) { $0.add($1) }
        }
        fields.list(query.dimensions) { $0.add($1) }
        fields.list(query.timeDimensions) { digest, item in
            digest.add(item.dimension)
            digest.add(item.granularity)
            digest.list(item.dateRange ?? []) { $0.add($1) }
            digest.add(item.relativeRange)
            digest.list(item.compareDateRange) { digest, range in
                switch range {
                case .bounds(let bounds): digest.list(bounds) { $0.add($1) }
                case .relative(let text): digest.add(text)
                }
            }
            digest.add(item.fill ? "f" : "-")
        }
        fields.list(query.filters) { $0.add($1) }
        fields.list(query.order) { digest, item in
            digest.add(item.member)
            digest.add(item.direction.rawValue)
        }
        fields.add(query.limit.map { String($0) })
        fields.add(String(query.offset))
        fields.add(query.timezone)
        // A change of the zone's rules moves buckets and bounds.
        fields.add(ZoneRules.named(query.timezone).map { String(hexadecimal: $0.fingerprint) })
        fields.add(query.total ? "t" : "-")
    }

    /// Hashes the time ranges that a query's relative ranges have at present.
    private mutating func add(_ query: Query, resolvedTo ranges: [ResolvedRange]) {
        let isRelative = query.timeDimensions.contains { time in
            time.relativeRange != nil
                || time.compareDateRange.contains { if case .relative = $0 { true } else { false } }
        }
        guard isRelative else { return }
        fields.list(ranges) { digest, range in
            digest.add(range.pointer)
            digest.add("\(range.from)")
            digest.add("\(range.before)")
        }
    }

    /// Hashes the datasets that a query looks up values in, with what the client sees of them.
    private mutating func add(lookupsOf query: VisibleQuery, at versions: [DatasetVersion]?) {
        let datasets = query.resolved.lookupDatasets
        guard !datasets.isEmpty else { return }
        let versions = versions ?? datasets.map { DatasetVersion($0) }
        fields.list(versions) { digest, version in
            digest.add(version.dataset.map { String($0) })
            digest.add(String(version.version))
        }
        fields.list(datasets) { $0.add(query.view.lookups[$1.name]?.restriction ?? .none) }
    }

    /// Hashes the form of a chart.
    mutating func add(_ chart: ChartSpecification) {
        // Increment the number when the picture of an unchanged answer changes.
        fields.add("chart-2")
        fields.add(chart.kind?.rawValue)
        fields.add(String(chart.width))
        fields.add(chart.height.map { String($0) })
        fields.add(chart.theme.rawValue)
        fields.add(chart.title)
    }

    /// Hashes the texts of a link's page, and whether it offers the rows as CSV.
    mutating func add(pageTitle title: String?, description: String?, offersCSV: Bool) {
        // Increment the number when the page of an unchanged answer changes.
        fields.add("page-2")
        fields.add(title)
        fields.add(description)
        fields.add(offersCSV ? "c" : "-")
    }

    /// Returns the digest as an entity tag. It is weak, because an answer also contains its elapsed time.
    consuming func tag() -> EntityTag { EntityTag(isWeak: true, opaque: fields.text(bytes: 16)) }
}
