#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FakeCloudFormation {
    /// A page of items. The token is the index of the next one, behind a mark.
    func page<Item>(_ items: [Item], of request: FakeRequest, size: Int) throws(FakeError) -> (
        items: [Item], next: String?
    ) {
        var start = 0
        if let token = request.text("NextToken") {
            guard token.hasPrefix("page-"), let index = Int(token.dropFirst(5)), (0...items.count).contains(index)
            else {
                throw .validation("The specified NextToken is not valid")
            }
            start = index
        }
        let end = min(items.count, start + min(size, request["MaxResults"]?.integer ?? size))
        return (Array(items[start..<end]), end < items.count ? "page-\(end)" : nil)
    }

    /// Parameters as a list; `ResolvedValue` for those read from Parameter Store.
    static func output(_ parameters: [String: FakeValue], values: [String: FakeValue] = [:]) -> FakeValue {
        .array(
            parameters.sorted { $0.key < $1.key }.map { key, value in
                let resolved = values[key]?.text
                return [
                    "ParameterKey": .string(key), "ParameterValue": value,
                    "ResolvedValue": resolved == value.text ? .null : FakeValue(resolved),
                ]
            })
    }

    /// Tags as a list.
    static func output(_ tags: [String: String]) -> FakeValue {
        .array(tags.sorted { $0.key < $1.key }.map { ["Key": .string($0.key), "Value": .string($0.value)] })
    }
}
