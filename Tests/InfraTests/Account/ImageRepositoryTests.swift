import Infra
import InfraTesting
import Testing

@Suite("ImageRepository")
struct ImageRepositoryTests {
    private func template(_ change: (inout ImageRepository) -> Void = { _ in }) throws -> Template {
        var repository = ImageRepository(name: "orders")
        change(&repository)
        return try TestStack.template { $0.add("Images", repository) }
    }

    @Test("A repository is scanned, immutable, encrypted and kept by default")
    func defaults() throws {
        let template = try template()
        #expect(
            template.mismatch(
                "Images", type: "AWS::ECR::Repository",
                with: [
                    "EncryptionConfiguration": ["EncryptionType": "KMS"],
                    "ImageScanningConfiguration": ["ScanOnPush": true], "ImageTagMutability": "IMMUTABLE",
                    "RepositoryName": "orders",
                ]) == nil)
        #expect(template.resource("Images")?.options.deletionPolicy == .retain)
        #expect(template.resource("Images")?.options.updateReplacePolicy == .retain)
    }

    @Test("Only images without a tag expire, and no rule counts images", arguments: [1, 14, 3650])
    func lifecycle(days: Int) throws {
        let template = try template { $0.untaggedDays = days }
        #expect(
            template.property("Images", "LifecyclePolicy/LifecyclePolicyText")
                == .string(
                    #"{"rules":[{"rulePriority":1,"description":"Images without a tag","selection":{"tagStatus":"untagged","#
                        + #""countType":"sinceImagePushed","countUnit":"days","countNumber":\#(days)},"#
                        + #""action":{"type":"expire"}}]}"#))
    }

    @Test("Each property of a repository changes it")
    func properties() throws {
        let template = try template {
            $0.scansOnPush = false
            $0.immutableTags = false
            $0.untaggedDays = nil
            $0.removal = .delete
            $0.encryption = .key("arn:key")
        }
        #expect(
            template.mismatch(
                "Images",
                with: [
                    "EncryptionConfiguration": ["EncryptionType": "KMS", "KmsKey": "arn:key"],
                    "ImageScanningConfiguration": ["ScanOnPush": false], "ImageTagMutability": "MUTABLE",
                ]) == nil)
        #expect(template.property("Images", "LifecyclePolicy") == nil)
        #expect(template.resource("Images")?.options.deletionPolicy == .delete)
        let own = try self.template { $0.encryption = .serviceOwned }
        #expect(own.property("Images", "EncryptionConfiguration") == ["EncryptionType": "AES256"])
    }

    @Test(
        "A name that ECR refuses is reported",
        arguments: [
            "", "a", "1a", "Orders", "a--b", "a/", "/a", "a//b", "a.", "a b", String(repeating: "a", count: 257),
        ])
    func names(name: String) {
        let problems = TestStack.problems { $0.add("Images", ImageRepository(name: name)) }
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("test/Images: name is \"\(name)\"; expected 2 to 256 characters") == true)
    }

    @Test("A name of words is valid", arguments: ["ab", "orders", "shop/orders", "a.b_c-d/e1"])
    func validNames(name: String) {
        #expect(TestStack.problems { $0.add("Images", ImageRepository(name: name)) }.isEmpty)
    }

    @Test("A pusher may push to this repository alone, and never delete from it")
    func grants() throws {
        let template = try TestStack.template { scope in
            let images = scope.add("Images", ImageRepository(name: "orders"))
            images.grantPush(to: scope.add("Pusher", Role(service: .lambda, description: "Pushes")))
            images.grantPull(to: scope.add("Puller", Role(service: .lambda, description: "Pulls")))
        }
        let pusher = template.statements(ofRole: "Pusher")
        #expect(pusher.map(\.resources) == [[["Fn::GetAtt": ["Images", "Arn"]]], ["*"]])
        #expect(pusher.last?.actions == ["ecr:GetAuthorizationToken"])
        #expect(pusher.first?.actions.contains("ecr:PutImage") == true)
        let puller = template.statements(ofRole: "Puller")
        #expect(puller.first?.actions.contains("ecr:PutImage") == false)
        let actions: [String] = pusher.flatMap(\.actions) + puller.flatMap(\.actions)
        #expect(!actions.contains { $0.contains("Delete") })
    }

    @Test("An existing repository offers the same grants")
    func existing() throws {
        let template = try TestStack.template { scope in
            ImageRepository.Reference(existing: "orders").grantPull(
                to: scope.add("Puller", Role(service: .lambda, description: "Pulls")))
        }
        #expect(
            template.statements(ofRole: "Puller").first?.resources == [
                ["Fn::Sub": "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/orders"]
            ])
    }
}
