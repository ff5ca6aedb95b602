import AWSClient
import AWSOperations

extension DeployRun {
    /// Finds the digest of the image and makes the plan with it. An image of another registry stays as the file names it.
    mutating func resolveImage() async throws(EngineError) {
        let image = try planned().image
        guard image.isOwn else {
            imageDigest = image.digest
            report(.resolveImage, .warning("the image's registry cannot be asked: neither its digest nor its platform is checked"))
            return
        }
        let digest = try await digest(of: image)
        imageDigest = digest
        plan = try planner.plan(imageDigest: digest)
        phaseResult = "\(image.repository) \(digest), linux/\(image.architecture)"
    }

    private func digest(of image: PlannedImage) async throws(EngineError) -> String {
        let name = image.repository + (image.tag.map { ":" + $0 } ?? image.digest.map { "@" + $0 } ?? "")
        do throws(AWSError) {
            let found = try await context.calls.call(
                ImageOperations.DescribeImages(
                    repository: image.repository, ids: [ImageIdentifier(digest: image.digest, tag: image.tag)]))
            if let digest = found.images.first?.digest { return digest }
        } catch where error.code == "ImageNotFoundException" {
        } catch {
            throw EngineError(error, while: "look for the image \(name)")
        }
        throw EngineError(
            .refused, "the repository has no image \(name)", advice: "Push it first: `infra-cli image push`")
    }
}
