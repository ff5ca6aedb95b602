internal import AWSClient
internal import AWSOperations

extension RollbackFacts.Presence {
    /// Looks an image of the account's registry up by its digest.
    package static func ofImage(_ image: Release.ImageRecord, calls: any AWSCalls) async -> Self {
        // An image of another registry cannot be looked up; its digest is pulled or not.
        guard !image.repository.contains(".") else { return .present }
        do throws(AWSError) {
            let found = try await calls.call(
                ImageOperations.DescribeImages(
                    repository: image.repository, ids: [ImageIdentifier(digest: image.digest)]))
            guard let detail = found.images.first else { return .missing }
            if detail.status?.rawValue.uppercased().contains("ARCHIVE") ?? false {
                return .unusable("it is archived; restore it in ECR first")
            }
            return .present
        } catch  where error.code == "ImageNotFoundException" || error.code == "RepositoryNotFoundException" {
            return .missing
        } catch {
            return .unknown("\(error)")
        }
    }
}
