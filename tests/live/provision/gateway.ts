import { nothingToMake, type Provisions } from "./types";

/** What API Gateway holds. */
export const gatewayProvisions: Provisions = {
  "aws:apigateway/account:Account": nothingToMake,
  "aws:apigateway/apiKey:ApiKey": nothingToMake,
  "aws:apigateway/restApi:RestApi": nothingToMake,
  "aws:apigateway/resource:Resource": nothingToMake,
  "aws:apigateway/method:Method": nothingToMake,
  "aws:apigateway/methodResponse:MethodResponse": nothingToMake,
  "aws:apigateway/integration:Integration": nothingToMake,
  "aws:apigateway/integrationResponse:IntegrationResponse": nothingToMake,
  "aws:apigateway/restApiPolicy:RestApiPolicy": nothingToMake,
  "aws:apigateway/deployment:Deployment": nothingToMake,
  "aws:apigateway/stage:Stage": nothingToMake,
  "aws:apigateway/methodSettings:MethodSettings": nothingToMake,
  "aws:apigateway/usagePlan:UsagePlan": nothingToMake,
  "aws:apigateway/usagePlanKey:UsagePlanKey": nothingToMake,
  "aws:apigateway/domainName:DomainName": nothingToMake,
  "aws:apigateway/basePathMapping:BasePathMapping": nothingToMake,
  "aws:apigateway/domainNameAccessAssociation:DomainNameAccessAssociation": nothingToMake,
};
