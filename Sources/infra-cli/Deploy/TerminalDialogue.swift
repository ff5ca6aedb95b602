import CommandLineInterface
import DeployEngine
import Deployment

/// The conversation of a deployment on a terminal, or its text in a log.
struct TerminalDialogue: DeployDialogue {
    /// The maker of the plan that is shown.
    let planner: any ReleasePlanner
    /// `true` if the review is printed as JSON.
    let isJSON: Bool

    func show(_ review: Review, deployed: [String: String]) async {
        if isJSON {
            try? StandardOutput.write(JSONOutput.text(of: review))
            return
        }
        let text = ReviewText(review, isColoured: TerminalColour.isOn)
        StandardError.write(text.description)
        if let plan = try? planner.plan(imageDigest: review.imageDigest),
            let report = try? DiffReport(plan, deployed: deployed), !report.isEmpty
        {
            StandardError.write(report.text(isColoured: TerminalColour.isOn))
        }
    }

    func approves(_ review: Review) async -> Bool {
        Terminal.confirms("Deploy these changes to \(review.environment)?")
    }
}
