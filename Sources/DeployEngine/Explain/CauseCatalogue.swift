/// The known causes of failed deployments.
package enum CauseCatalogue {
    /// Returns the cause of a failure in words. A text that no cause matches is called unknown, with its evidence.
    package static func explain(_ bundle: EvidenceBundle) -> Explanation {
        Explanation(causeID: Explanation.unknownID, title: "Unknown cause", paragraph: "")
    }
}
