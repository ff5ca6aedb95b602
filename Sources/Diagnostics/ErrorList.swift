/// The errors of one request, in the order of the request.
///
/// Only the first ``maximum`` errors are kept. A reader stops once the list is full, so that a request full of errors costs no more
/// than one without.
package struct ErrorList<Element: Sendable>: Sendable {
    /// The maximum number of errors, as for the rows of an upload.
    package static var maximum: Int { 100 }

    /// The first errors.
    package private(set) var all: [Element] = []
    private var names = NearestNameSearch()

    /// Creates an empty list.
    package init() {}

    /// `true` if the list has no errors.
    package var isEmpty: Bool { all.isEmpty }
    /// `true` if further errors are dropped.
    package var isFull: Bool { all.count >= Self.maximum }

    /// Adds an error unless the list is full.
    package mutating func append(_ error: Element) {
        guard !isFull else { return }
        all.append(error)
    }

    /// Returns the nearest valid name; `nil` if the list is full, because it would drop the error with the name.
    package mutating func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        isFull ? nil : names.match(name, among: candidates)
    }

    /// Returns the nearest valid name by a search of the caller's; `nil` if the list is full.
    package mutating func nearest(by find: (inout NearestNameSearch) -> String?) -> String? {
        isFull ? nil : find(&names)
    }
}
