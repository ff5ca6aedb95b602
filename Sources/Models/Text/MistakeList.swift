/// The mistakes found in one request, in the order of the request.
///
/// Only the first ``maximum`` are kept. A reader stops looking once the list is full, so that a request full of mistakes costs no
/// more than one without.
package struct MistakeList<Mistake: Sendable>: Sendable {
    /// The most mistakes that are kept, as many as an upload's ``RowParserLimits/errors``.
    package static var maximum: Int { 100 }

    /// The first mistakes.
    package private(set) var found: [Mistake] = []
    private var names = NearestNameSearch()

    /// An empty list.
    package init() {}

    /// `true` if no mistake was found.
    package var isEmpty: Bool { found.isEmpty }
    /// `true` if further mistakes are dropped.
    package var isFull: Bool { found.count >= Self.maximum }

    /// Adds a mistake if there is room for it.
    package mutating func append(_ mistake: Mistake) {
        guard !isFull else { return }
        found.append(mistake)
    }

    /// The valid name that was most likely meant; `nil` if there is no room for a mistake that would show it.
    package mutating func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        isFull ? nil : names.match(name, among: candidates)
    }
}
