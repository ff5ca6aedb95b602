/// The result of a run.
package struct DeployResult: Sendable {
    /// The end.
    package var ending: DeployEnding
    /// The release; nil if the run ended before one was recorded.
    package var release: Release?
    /// The review; nil if the run ended before it.
    package var review: Review?
    /// The service's address; nil if it is unknown.
    package var url: String?
    /// The explanation of the failure; nil without one.
    package var explanation: Explanation?
    /// The evidence of the failure; nil without one.
    package var evidence: EvidenceBundle?
    /// The failures on the way out.
    package var followUps: [DeployFailure]

    /// Creates a report.
    package init(
        ending: DeployEnding, release: Release? = nil, review: Review? = nil, url: String? = nil,
        explanation: Explanation? = nil, evidence: EvidenceBundle? = nil, followUps: [DeployFailure] = []
    ) {
        self.ending = ending
        self.release = release
        self.review = review
        self.url = url
        self.explanation = explanation
        self.evidence = evidence
        self.followUps = followUps
    }
}
