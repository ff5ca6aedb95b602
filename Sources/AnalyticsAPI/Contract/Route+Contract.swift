import HTTPTypes

extension Route {
    /// The headers that the route evaluates, besides `Authorization`, `Accept` and `Content-Type`.
    var headers: [RequestHeader] {
        let preconditions: [RequestHeader] =
            !isTagged ? [] : writes ? [.ifMatch] : [.ifMatch, .ifNoneMatch]
        return operation.headers + preconditions + [.requestID, .traceParent]
    }

    /// The problems that the route can answer with, in the order of ``ProblemCode``.
    var problems: [ProblemCode] {
        var found: Set<ProblemCode> = [
            .malformedRequest, .invalidParameter, .invalidHeader, .headersTooLarge, .clientClosed, .internal,
        ]
        found.formUnion(operation.problems)
        if isTagged || !writes { found.insert(.preconditionFailed) }
        if action != .checkHealth {
            found.formUnion([.misdirectedRequest, .unauthenticated, .forbidden, .quotaExceeded, .unavailable])
            if action.isWrite { found.insert(.readOnly) }
            if method != .get { found.insert(.foreignOrigin) }
        }
        if needsStore { found.formUnion([.schemaMismatch, .queryTimeout]) }
        if path.contains("{dataset}") { found.formUnion([.datasetNotFound, .definitionChanged]) }
        if path.contains("{row}") { found.insert(.rowNotFound) }
        if path.contains("{query}") { found.insert(.queryNotFound) }
        if path.contains("{link}") { found.insert(.linkNotFound) }
        if path.contains("{job}") { found.insert(.jobNotFound) }
        if path.contains("{key}") { found.insert(.keyNotFound) }
        if !operation.body.isEmpty {
            found.formUnion([.unsupportedMediaType, .unsupportedContentEncoding, .contentTooLarge, .requestTimeout])
        }
        return ProblemCode.allCases.filter(found.contains)
    }
}
