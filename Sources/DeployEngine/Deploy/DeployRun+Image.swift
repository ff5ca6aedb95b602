extension DeployRun {
    /// Finds the digest of the image, looks at its platform, and makes the plan with the digest. An image of another registry stays
    /// as the file names it.
    mutating func resolveImage() async throws(EngineError) {
        let image = try planned().image
        guard image.isOwn else {
            imageDigest = image.digest
            report(
                .resolveImage,
                .warning("the image's registry cannot be asked: neither its digest nor its platform is checked"))
            return
        }
        let found = try await ImageCheck(calls: context.calls, blobs: blobs).run(image)
        guard let digest = found.digest else {
            let problem = found.problems.first
            throw EngineError(
                .refused, problem?.got ?? "the repository has no image \(found.name)",
                advice: problem?.remedy ?? "Push it first: `infra-cli image push`")
        }
        // A problem of its content is a fault of the preflight, which names it together with others.
        imageReport = found
        imageDigest = digest
        plan = try planner.plan(imageDigest: digest)
        for part in found.unchecked { report(.resolveImage, .notice("not checked: \(part)")) }
        phaseResult = "\(image.repository) \(digest)" + (found.platform.map { ", \($0)" } ?? "")
    }
}
