import HTTPTypes

/// The description of a route's requests and answers, from which the contract is written. A test fails for a route without one.
struct Operation: Sendable {
    /// The promise about a route.
    enum Stability: String, Sendable {
        /// Changes keep clients working.
        case stable
        /// May change or go.
        case experimental
    }

    /// The group of a route.
    enum Group: String, Sendable, CaseIterable {
        case datasets, rows, queries, savedQueries = "saved-queries", keys, service, mcp
    }

    /// The form of the answers to requests that fail.
    enum Failures: Sendable {
        /// Problem details (RFC 9457).
        case problems
        /// The form that Amazon Data Firehose understands.
        case firehose

        /// Returns the status for a kind of problem.
        func status(of code: ProblemCode) -> Int {
            switch self {
            case .problems: code.status.code
            case .firehose: FirehoseAnswer.status(of: code).code
            }
        }

        /// The media type and shape of the answers.
        var content: AnswerForm.Content {
            switch self {
            case .problems: AnswerForm.Content(type: APIError.mediaType, schema: .named("Problem"))
            case .firehose: .json(.named("FirehoseAnswer"))
            }
        }
    }

    /// The name, which generators of clients make a method of.
    let id: String
    /// The group.
    let group: Group
    /// The summary.
    let summary: String
    /// Further rules, as Markdown.
    var details: String?
    /// The promise.
    var stability = Stability.stable
    /// The parameters of the URL's query.
    var parameters: [RequestParameter] = []
    /// The headers that the route evaluates, besides preconditions, which ``Route/isTagged`` tells.
    var headers: [RequestHeader] = []
    /// The media types of the request's body with their schemas; empty for a route without one.
    var body: [AnswerForm.Content] = []
    /// `true` if the route accepts a request without its body.
    var isBodyOptional = false
    /// The answers, besides problems and 304.
    var answers: [AnswerForm]
    /// The form of failures.
    var failures = Failures.problems
    /// The problems, besides those that follow from the route; see ``Route/problems``.
    var problems: [ProblemCode] = []

    /// Creates a description.
    init(_ id: String, _ group: Group, _ summary: String, answers: [AnswerForm]) {
        self.id = id
        self.group = group
        self.summary = summary
        self.answers = answers
    }

    /// The description of a route that the contract leaves out: a page for people, what it loads, metadata that an RFC describes,
    /// or the metrics. Their readers are browsers, clients of the RFC and monitors, which need no generated client.
    static let page = Operation("", .service, "", answers: [])
    /// `true` if the contract has the route.
    var isDescribed: Bool { !id.isEmpty }

    /// Returns the description with changes.
    func with(_ change: (inout Operation) -> Void) -> Operation {
        var operation = self
        change(&operation)
        return operation
    }
}
