import Models

/// The shape of a query: a hash of everything but its filters' values. A dashboard's panel keeps its shape for every time span.
struct WorkShape: Hashable, Sendable {
    let hash: Int
    /// An upper bound of the work: the dataset's rows times the values that each row is compared with.
    let comparisons: Int64

    init(hash: Int, comparisons: Int64) {
        self.hash = hash
        self.comparisons = comparisons
    }

    /// The shape of a query.
    init(_ query: ResolvedQuery, on dataset: Dataset) {
        var hasher = Hasher()
        hasher.combine(dataset.id)
        hasher.combine(query.groups)
        for measure in query.measures {
            hasher.combine(measure.filtered(by: .always))
            measure.condition.combineShape(into: &hasher)
        }
        hasher.combine(query.order)
        hasher.combine(query.wantsTotal)
        hasher.combine(query.limit == nil)
        query.rowFilter.combineShape(into: &hasher)
        query.groupFilter.combineShape(into: &hasher)
        hash = hasher.finalize()
        let conditions = query.measures.reduce(0) { $0 + ($1.condition == .always ? 0 : $1.condition.valueCount) }
        comparisons = dataset.rowCount.multipliedOrLargest(by: query.rowFilter.valueCount + conditions)
    }

    /// The shape of a page of rows. Without a filter a page is quick to read in a dataset of any size, because ids are indexed.
    init(_ page: RowPageRequest, of dataset: Dataset) {
        var hasher = Hasher()
        hasher.combine(dataset.id)
        page.filter.combineShape(into: &hasher)
        hash = hasher.finalize()
        comparisons = page.filter == .always ? 0 : dataset.rowCount.multipliedOrLargest(by: page.filter.valueCount)
    }
}

extension Int64 {
    fileprivate func multipliedOrLargest(by factor: Int) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: Int64(factor))
        return overflow ? .max : product
    }
}

extension ResolvedFilter {
    /// The values that a row is compared with, at least 1.
    fileprivate var valueCount: Int {
        switch self {
        case .and(let parts), .or(let parts): max(1, parts.reduce(0) { $0 + $1.valueCount })
        case .test(_, let test):
            switch test {
            case .oneOf(let values, _), .noneOf(let values, _): max(1, values.count)
            case .containsAny(let texts), .containsNone(let texts), .startsWithAny(let texts), .endsWithAny(let texts):
                max(1, texts.count)
            case .isNull, .isNotNull, .compare, .inRange, .notInRange: 1
            }
        }
    }

    fileprivate func combineShape(into hasher: inout Hasher) {
        switch self {
        case .and(let parts), .or(let parts):
            if case .and = self { hasher.combine(0) } else { hasher.combine(1) }
            hasher.combine(parts.count)
            for part in parts { part.combineShape(into: &hasher) }
        case .test(let operand, let test):
            hasher.combine(2)
            hasher.combine(operand)
            test.combineShape(into: &hasher)
        }
    }
}

extension ResolvedFilter.Test {
    fileprivate func combineShape(into hasher: inout Hasher) {
        // Hash the logarithm of a list's length: the length decides how long a test takes, a single value more does not matter.
        func list(_ kind: Int, _ count: Int) {
            hasher.combine(kind)
            hasher.combine(Int.bitWidth - count.leadingZeroBitCount)
        }
        switch self {
        case .isNull: hasher.combine(0)
        case .isNotNull: hasher.combine(1)
        case .oneOf(let values, let orNull):
            list(2, values.count)
            hasher.combine(orNull)
        case .noneOf(let values, let orNull):
            list(3, values.count)
            hasher.combine(orNull)
        case .compare(let comparison, _):
            hasher.combine(4)
            hasher.combine(comparison)
        case .containsAny(let texts): list(5, texts.count)
        case .containsNone(let texts): list(6, texts.count)
        case .startsWithAny(let texts): list(7, texts.count)
        case .endsWithAny(let texts): list(8, texts.count)
        case .inRange: hasher.combine(9)
        case .notInRange: hasher.combine(10)
        }
    }
}
