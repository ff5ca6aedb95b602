package import AWSClient

/// The operations of ECR, named as in "Amazon ECR API Reference".
package enum ImageOperations {}

/// An operation of ECR.
package protocol ImageOperation: JSONOperation, Decodable {}

extension ImageOperation {
    /// ECR.
    package static var service: AWSService { .ecr }
    /// The operation's name, after which the structure is named.
    package static var name: String { "\(Self.self)" }
}

extension ImageOperations {
    /// `BatchGetImage`: up to 100 manifests.
    package struct BatchGetImage: ImageOperation {
        /// The repository's name.
        package var repository: String
        /// The registry's account; nil for the caller's.
        package var registry: String?
        /// The images.
        package var ids: [ImageIdentifier]
        /// The types of manifests to return as they are; ECR may convert others.
        package var acceptedMediaTypes: [String]?

        enum CodingKeys: String, CodingKey {
            case repository = "repositoryName", registry = "registryId", ids = "imageIds", acceptedMediaTypes
        }

        /// Creates the operation.
        package init(
            repository: String, registry: String? = nil, ids: [ImageIdentifier], acceptedMediaTypes: [String]? = nil
        ) {
            self.repository = repository
            self.registry = registry
            self.ids = ids
            self.acceptedMediaTypes = acceptedMediaTypes
        }

        /// The manifests.
        package struct Output: Sendable, Hashable, Codable {
            /// The images found.
            package var images: [RegistryImage]
            /// The images not found.
            package var failures: [ImageFailure]

            enum CodingKeys: String, CodingKey { case images, failures }

            /// Creates the output.
            package init(images: [RegistryImage] = [], failures: [ImageFailure] = []) {
                self.images = images
                self.failures = failures
            }
        }
    }

    /// `DescribeImages`: the images of a repository. A missing one is the error `ImageNotFoundException`.
    package struct DescribeImages: ImageOperation, PagedOperation {
        /// The repository's name.
        package var repository: String
        /// The registry's account; nil for the caller's.
        package var registry: String?
        /// The images; nil for all.
        package var ids: [ImageIdentifier]?
        /// The selection; nil for active images.
        package var filter: ImageFilter?
        /// The maximum number of images of a page; not with ids.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case repository = "repositoryName", registry = "registryId", ids = "imageIds", filter
            case pageSize = "maxResults", pageToken = "nextToken"
        }

        /// Creates the operation.
        package init(
            repository: String, registry: String? = nil, ids: [ImageIdentifier]? = nil, filter: ImageFilter? = nil,
            pageSize: Int? = nil, pageToken: String? = nil
        ) {
            self.repository = repository
            self.registry = registry
            self.ids = ids
            self.filter = filter
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The images.
            package var images: [ImageDetail]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case images = "imageDetails", nextToken }

            /// Creates the output.
            package init(images: [ImageDetail] = [], nextToken: String? = nil) {
                self.images = images
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `GetDownloadUrlForLayer`: a signed URL for a layer or a configuration.
    package struct GetDownloadURLForLayer: ImageOperation {
        /// `GetDownloadUrlForLayer`.
        package static let name = "GetDownloadUrlForLayer"

        /// The repository's name.
        package var repository: String
        /// The registry's account; nil for the caller's.
        package var registry: String?
        /// The digest.
        package var digest: String

        enum CodingKeys: String, CodingKey {
            case repository = "repositoryName", registry = "registryId", digest = "layerDigest"
        }

        /// Creates the operation.
        package init(repository: String, registry: String? = nil, digest: String) {
            self.repository = repository
            self.registry = registry
            self.digest = digest
        }

        /// The URL.
        package struct Output: Sendable, Hashable, Codable {
            /// The URL, whose query is a signature.
            package var url: SensitiveText
            /// The digest.
            package var digest: String?

            enum CodingKeys: String, CodingKey { case url = "downloadUrl", digest = "layerDigest" }

            /// Creates the output.
            package init(url: SensitiveText, digest: String? = nil) {
                self.url = url
                self.digest = digest
            }
        }
    }

    /// `DescribeRepositories`. A missing one is the error `RepositoryNotFoundException`.
    package struct DescribeRepositories: ImageOperation, PagedOperation {
        /// The registry's account; nil for the caller's.
        package var registry: String?
        /// The repositories' names; nil for all.
        package var names: [String]?
        /// The maximum number of repositories of a page; not with names.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case registry = "registryId", names = "repositoryNames", pageSize = "maxResults", pageToken = "nextToken"
        }

        /// Creates the operation.
        package init(registry: String? = nil, names: [String]? = nil, pageSize: Int? = nil, pageToken: String? = nil) {
            self.registry = registry
            self.names = names
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The repositories.
            package var repositories: [RepositoryDescription]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case repositories, nextToken }

            /// Creates the output.
            package init(repositories: [RepositoryDescription] = [], nextToken: String? = nil) {
                self.repositories = repositories
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }

    /// `PutImage`: writes a manifest, also to give an existing image another tag.
    package struct PutImage: ImageOperation {
        /// The repository's name.
        package var repository: String
        /// The manifest, byte for byte as read.
        package var manifest: String
        /// The manifest's type.
        package var mediaType: String?
        /// The tag.
        package var tag: String?
        /// The manifest's digest.
        package var digest: String?

        enum CodingKeys: String, CodingKey {
            case repository = "repositoryName", manifest = "imageManifest", mediaType = "imageManifestMediaType"
            case tag = "imageTag", digest = "imageDigest"
        }

        /// Creates the operation.
        package init(
            repository: String, manifest: String, mediaType: String? = nil, tag: String? = nil, digest: String? = nil
        ) {
            self.repository = repository
            self.manifest = manifest
            self.mediaType = mediaType
            self.tag = tag
            self.digest = digest
        }

        /// The image.
        package struct Output: Sendable, Hashable, Codable {
            /// The image.
            package var image: RegistryImage?

            enum CodingKeys: String, CodingKey { case image }

            /// Creates the output.
            package init(image: RegistryImage? = nil) {
                self.image = image
            }
        }
    }

    /// `BatchDeleteImage`: deletes up to 100 images, or one tag each.
    package struct BatchDeleteImage: ImageOperation {
        /// The repository's name.
        package var repository: String
        /// The images by their digests, or the tags.
        package var ids: [ImageIdentifier]

        enum CodingKeys: String, CodingKey { case repository = "repositoryName", ids = "imageIds" }

        /// Creates the operation.
        package init(repository: String, ids: [ImageIdentifier]) {
            self.repository = repository
            self.ids = ids
        }

        /// The result.
        package struct Output: Sendable, Hashable, Codable {
            /// The images deleted.
            package var ids: [ImageIdentifier]
            /// The images not deleted.
            package var failures: [ImageFailure]

            enum CodingKeys: String, CodingKey { case ids = "imageIds", failures }

            /// Creates the output.
            package init(ids: [ImageIdentifier] = [], failures: [ImageFailure] = []) {
                self.ids = ids
                self.failures = failures
            }
        }
    }

    /// `GetAuthorizationToken`: a password for the registry, valid for twelve hours.
    package struct GetAuthorizationToken: ImageOperation {

        /// Creates the operation.
        package init() {}

        /// The passwords.
        package struct Output: Sendable, Hashable, Codable {
            /// The passwords, one a registry.
            package var authorizations: [RegistryAuthorization]

            enum CodingKeys: String, CodingKey { case authorizations = "authorizationData" }

            /// Creates the output.
            package init(authorizations: [RegistryAuthorization] = []) {
                self.authorizations = authorizations
            }
        }
    }
}
