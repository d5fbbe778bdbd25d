var __defProp = Object.defineProperty;
var __defProps = Object.defineProperties;
var __getOwnPropDescs = Object.getOwnPropertyDescriptors;
var __getOwnPropSymbols = Object.getOwnPropertySymbols;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __propIsEnum = Object.prototype.propertyIsEnumerable;
var __defNormalProp = (obj, key, value) => key in obj ? __defProp(obj, key, {
	enumerable: true,
	configurable: true,
	writable: true,
	value
}) : obj[key] = value;
var __spreadValues = (a, b) => {
	for (var prop in b || (b = {})) if (__hasOwnProp.call(b, prop)) __defNormalProp(a, prop, b[prop]);
	if (__getOwnPropSymbols) for (var prop of __getOwnPropSymbols(b)) {
		if (__propIsEnum.call(b, prop)) __defNormalProp(a, prop, b[prop]);
	}
	return a;
};
var __spreadProps = (a, b) => __defProps(a, __getOwnPropDescs(b));
var __objRest = (source, exclude) => {
	var target = {};
	for (var prop in source) if (__hasOwnProp.call(source, prop) && exclude.indexOf(prop) < 0) target[prop] = source[prop];
	if (source != null && __getOwnPropSymbols) for (var prop of __getOwnPropSymbols(source)) {
		if (exclude.indexOf(prop) < 0 && __propIsEnum.call(source, prop)) target[prop] = source[prop];
	}
	return target;
};
var HttpClient = class {
	constructor(apiConfig = {}) {
		this.baseUrl = "/api/v1";
		this.securityData = null;
		this.abortControllers = new Map();
		this.customFetch = (...fetchParams) => fetch(...fetchParams);
		this.baseApiParams = {
			credentials: "same-origin",
			headers: {},
			redirect: "follow",
			referrerPolicy: "no-referrer"
		};
		this.setSecurityData = (data) => {
			this.securityData = data;
		};
		this.contentFormatters = {
			["application/json"]: (input) => input !== null && (typeof input === "object" || typeof input === "string") ? JSON.stringify(input) : input,
			["text/plain"]: (input) => input !== null && typeof input !== "string" ? JSON.stringify(input) : input,
			["multipart/form-data"]: (input) => Object.keys(input || {}).reduce((formData, key) => {
				const property = input[key];
				formData.append(key, property instanceof Blob ? property : typeof property === "object" && property !== null ? JSON.stringify(property) : `${property}`);
				return formData;
			}, new FormData()),
			["application/x-www-form-urlencoded"]: (input) => this.toQueryString(input)
		};
		this.createAbortSignal = (cancelToken) => {
			if (this.abortControllers.has(cancelToken)) {
				const abortController2 = this.abortControllers.get(cancelToken);
				if (abortController2) {
					return abortController2.signal;
				}
				return void 0;
			}
			const abortController = new AbortController();
			this.abortControllers.set(cancelToken, abortController);
			return abortController.signal;
		};
		this.abortRequest = (cancelToken) => {
			const abortController = this.abortControllers.get(cancelToken);
			if (abortController) {
				abortController.abort();
				this.abortControllers.delete(cancelToken);
			}
		};
		this.request = async (_a) => {
			var _b = _a, { body, secure, path, type, query, format, baseUrl, cancelToken } = _b, params = __objRest(_b, [
				"body",
				"secure",
				"path",
				"type",
				"query",
				"format",
				"baseUrl",
				"cancelToken"
			]);
			const secureParams = (typeof secure === "boolean" ? secure : this.baseApiParams.secure) && this.securityWorker && await this.securityWorker(this.securityData) || {};
			const requestParams = this.mergeRequestParams(params, secureParams);
			const queryString = query && this.toQueryString(query);
			const payloadFormatter = this.contentFormatters[type || "application/json"];
			const responseFormat = format || requestParams.format;
			return this.customFetch(`${baseUrl || this.baseUrl || ""}${path}${queryString ? `?${queryString}` : ""}`, __spreadProps(__spreadValues({}, requestParams), {
				headers: __spreadValues(__spreadValues({}, requestParams.headers || {}), type && type !== "multipart/form-data" ? { "Content-Type": type } : {}),
				signal: (cancelToken ? this.createAbortSignal(cancelToken) : requestParams.signal) || null,
				body: typeof body === "undefined" || body === null ? null : payloadFormatter(body)
			})).then(async (response) => {
				const r = response;
				r.data = null;
				r.error = null;
				const data = !responseFormat ? r : await response[responseFormat]().then((data2) => {
					if (r.ok) {
						r.data = data2;
					} else {
						r.error = data2;
					}
					return r;
				}).catch((e) => {
					r.error = e;
					return r;
				});
				if (cancelToken) {
					this.abortControllers.delete(cancelToken);
				}
				if (!response.ok) throw data;
				return data;
			});
		};
		Object.assign(this, apiConfig);
	}
	encodeQueryParam(key, value) {
		const encodedKey = encodeURIComponent(key);
		return `${encodedKey}=${encodeURIComponent(typeof value === "number" ? value : `${value}`)}`;
	}
	addQueryParam(query, key) {
		return this.encodeQueryParam(key, query[key]);
	}
	addArrayQueryParam(query, key) {
		const value = query[key];
		return value.map((v) => this.encodeQueryParam(key, v)).join("&");
	}
	toQueryString(rawQuery) {
		const query = rawQuery || {};
		const keys = Object.keys(query).filter((key) => "undefined" !== typeof query[key]);
		return keys.map((key) => Array.isArray(query[key]) ? this.addArrayQueryParam(query, key) : this.addQueryParam(query, key)).join("&");
	}
	addQueryParams(rawQuery) {
		const queryString = this.toQueryString(rawQuery);
		return queryString ? `?${queryString}` : "";
	}
	mergeRequestParams(params1, params2) {
		return __spreadProps(__spreadValues(__spreadValues(__spreadValues({}, this.baseApiParams), params1), params2 || {}), { headers: __spreadValues(__spreadValues(__spreadValues({}, this.baseApiParams.headers || {}), params1.headers || {}), params2 && params2.headers || {}) });
	}
};
var Api = class extends HttpClient {
	constructor() {
		super(...arguments);
		this.activitypub = {
			activitypubPerson: (userId, params = {}) => this.request(__spreadValues({
				path: `/activitypub/user-id/${userId}`,
				method: "GET",
				secure: true
			}, params)),
			activitypubPersonInbox: (userId, params = {}) => this.request(__spreadValues({
				path: `/activitypub/user-id/${userId}/inbox`,
				method: "POST",
				secure: true
			}, params))
		};
		this.admin = {
			adminCronList: (query, params = {}) => this.request(__spreadValues({
				path: `/admin/cron`,
				method: "GET",
				query,
				secure: true
			}, params)),
			adminCronRun: (task, params = {}) => this.request(__spreadValues({
				path: `/admin/cron/${task}`,
				method: "POST",
				secure: true
			}, params)),
			adminGetAllEmails: (query, params = {}) => this.request(__spreadValues({
				path: `/admin/emails`,
				method: "GET",
				query,
				secure: true
			}, params)),
			adminSearchEmails: (query, params = {}) => this.request(__spreadValues({
				path: `/admin/emails/search`,
				method: "GET",
				query,
				secure: true
			}, params)),
			adminListHooks: (query, params = {}) => this.request(__spreadValues({
				path: `/admin/hooks`,
				method: "GET",
				query,
				secure: true
			}, params)),
			adminCreateHook: (body, params = {}) => this.request(__spreadValues({
				path: `/admin/hooks`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			adminGetHook: (id, params = {}) => this.request(__spreadValues({
				path: `/admin/hooks/${id}`,
				method: "GET",
				secure: true
			}, params)),
			adminDeleteHook: (id, params = {}) => this.request(__spreadValues({
				path: `/admin/hooks/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			adminEditHook: (id, body, params = {}) => this.request(__spreadValues({
				path: `/admin/hooks/${id}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			adminGetAllOrgs: (query, params = {}) => this.request(__spreadValues({
				path: `/admin/orgs`,
				method: "GET",
				query,
				secure: true
			}, params)),
			adminGetRunnerRegistrationToken: (params = {}) => this.request(__spreadValues({
				path: `/admin/runners/registration-token`,
				method: "GET",
				secure: true
			}, params)),
			adminUnadoptedList: (query, params = {}) => this.request(__spreadValues({
				path: `/admin/unadopted`,
				method: "GET",
				query,
				secure: true
			}, params)),
			adminAdoptRepository: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/admin/unadopted/${owner}/${repo}`,
				method: "POST",
				secure: true
			}, params)),
			adminDeleteUnadoptedRepository: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/admin/unadopted/${owner}/${repo}`,
				method: "DELETE",
				secure: true
			}, params)),
			adminSearchUsers: (query, params = {}) => this.request(__spreadValues({
				path: `/admin/users`,
				method: "GET",
				query,
				secure: true
			}, params)),
			adminCreateUser: (body, params = {}) => this.request(__spreadValues({
				path: `/admin/users`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			adminDeleteUser: (username, query, params = {}) => this.request(__spreadValues({
				path: `/admin/users/${username}`,
				method: "DELETE",
				query,
				secure: true
			}, params)),
			adminEditUser: (username, body, params = {}) => this.request(__spreadValues({
				path: `/admin/users/${username}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			adminListUserBadges: (username, params = {}) => this.request(__spreadValues({
				path: `/admin/users/${username}/badges`,
				method: "GET",
				secure: true
			}, params)),
			adminAddUserBadges: (username, body, params = {}) => this.request(__spreadValues({
				path: `/admin/users/${username}/badges`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			adminDeleteUserBadges: (username, body, params = {}) => this.request(__spreadValues({
				path: `/admin/users/${username}/badges`,
				method: "DELETE",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			adminCreatePublicKey: (username, key, params = {}) => this.request(__spreadValues({
				path: `/admin/users/${username}/keys`,
				method: "POST",
				body: key,
				secure: true,
				type: "application/json"
			}, params)),
			adminDeleteUserPublicKey: (username, id, params = {}) => this.request(__spreadValues({
				path: `/admin/users/${username}/keys/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			adminCreateOrg: (username, organization, params = {}) => this.request(__spreadValues({
				path: `/admin/users/${username}/orgs`,
				method: "POST",
				body: organization,
				secure: true,
				type: "application/json"
			}, params)),
			adminRenameUser: (username, body, params = {}) => this.request(__spreadValues({
				path: `/admin/users/${username}/rename`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			adminCreateRepo: (username, repository, params = {}) => this.request(__spreadValues({
				path: `/admin/users/${username}/repos`,
				method: "POST",
				body: repository,
				secure: true,
				type: "application/json"
			}, params))
		};
		this.gitignore = {
			listGitignoresTemplates: (params = {}) => this.request(__spreadValues({
				path: `/gitignore/templates`,
				method: "GET",
				secure: true
			}, params)),
			getGitignoreTemplateInfo: (name, params = {}) => this.request(__spreadValues({
				path: `/gitignore/templates/${name}`,
				method: "GET",
				secure: true
			}, params))
		};
		this.label = {
			listLabelTemplates: (params = {}) => this.request(__spreadValues({
				path: `/label/templates`,
				method: "GET",
				secure: true
			}, params)),
			getLabelTemplateInfo: (name, params = {}) => this.request(__spreadValues({
				path: `/label/templates/${name}`,
				method: "GET",
				secure: true
			}, params))
		};
		this.licenses = {
			listLicenseTemplates: (params = {}) => this.request(__spreadValues({
				path: `/licenses`,
				method: "GET",
				secure: true
			}, params)),
			getLicenseTemplateInfo: (name, params = {}) => this.request(__spreadValues({
				path: `/licenses/${name}`,
				method: "GET",
				secure: true
			}, params))
		};
		this.markdown = {
			renderMarkdown: (body, params = {}) => this.request(__spreadValues({
				path: `/markdown`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			renderMarkdownRaw: (body, params = {}) => this.request(__spreadValues({
				path: `/markdown/raw`,
				method: "POST",
				body,
				secure: true,
				type: "text/plain"
			}, params))
		};
		this.markup = { renderMarkup: (body, params = {}) => this.request(__spreadValues({
			path: `/markup`,
			method: "POST",
			body,
			secure: true,
			type: "application/json"
		}, params)) };
		this.nodeinfo = { getNodeInfo: (params = {}) => this.request(__spreadValues({
			path: `/nodeinfo`,
			method: "GET",
			secure: true
		}, params)) };
		this.notifications = {
			notifyGetList: (query, params = {}) => this.request(__spreadValues({
				path: `/notifications`,
				method: "GET",
				query,
				secure: true,
				type: "application/json"
			}, params)),
			notifyReadList: (query, params = {}) => this.request(__spreadValues({
				path: `/notifications`,
				method: "PUT",
				query,
				secure: true,
				type: "application/json"
			}, params)),
			notifyNewAvailable: (params = {}) => this.request(__spreadValues({
				path: `/notifications/new`,
				method: "GET",
				secure: true
			}, params)),
			notifyGetThread: (id, params = {}) => this.request(__spreadValues({
				path: `/notifications/threads/${id}`,
				method: "GET",
				secure: true,
				type: "application/json"
			}, params)),
			notifyReadThread: (id, query, params = {}) => this.request(__spreadValues({
				path: `/notifications/threads/${id}`,
				method: "PATCH",
				query,
				secure: true,
				type: "application/json"
			}, params))
		};
		this.org = { createOrgRepoDeprecated: (org, body, params = {}) => this.request(__spreadValues({
			path: `/org/${org}/repos`,
			method: "POST",
			body,
			secure: true,
			type: "application/json"
		}, params)) };
		this.orgs = {
			orgGetAll: (query, params = {}) => this.request(__spreadValues({
				path: `/orgs`,
				method: "GET",
				query,
				secure: true
			}, params)),
			orgCreate: (organization, params = {}) => this.request(__spreadValues({
				path: `/orgs`,
				method: "POST",
				body: organization,
				secure: true,
				type: "application/json"
			}, params)),
			orgGet: (org, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}`,
				method: "GET",
				secure: true
			}, params)),
			orgDelete: (org, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}`,
				method: "DELETE",
				secure: true
			}, params)),
			orgEdit: (org, body, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			orgGetRunnerRegistrationToken: (org, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/actions/runners/registration-token`,
				method: "GET",
				secure: true
			}, params)),
			orgListActionsSecrets: (org, query, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/actions/secrets`,
				method: "GET",
				query,
				secure: true
			}, params)),
			updateOrgSecret: (org, secretname, body, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/actions/secrets/${secretname}`,
				method: "PUT",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			deleteOrgSecret: (org, secretname, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/actions/secrets/${secretname}`,
				method: "DELETE",
				secure: true,
				type: "application/json"
			}, params)),
			getOrgVariablesList: (org, query, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/actions/variables`,
				method: "GET",
				query,
				secure: true
			}, params)),
			getOrgVariable: (org, variablename, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/actions/variables/${variablename}`,
				method: "GET",
				secure: true
			}, params)),
			updateOrgVariable: (org, variablename, body, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/actions/variables/${variablename}`,
				method: "PUT",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			createOrgVariable: (org, variablename, body, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/actions/variables/${variablename}`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			deleteOrgVariable: (org, variablename, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/actions/variables/${variablename}`,
				method: "DELETE",
				secure: true
			}, params)),
			orgListActivityFeeds: (org, query, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/activities/feeds`,
				method: "GET",
				query,
				secure: true
			}, params)),
			orgUpdateAvatar: (org, body, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/avatar`,
				method: "POST",
				body,
				secure: true
			}, params)),
			orgDeleteAvatar: (org, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/avatar`,
				method: "DELETE",
				secure: true
			}, params)),
			organizationListBlocks: (org, query, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/blocks`,
				method: "GET",
				query,
				secure: true
			}, params)),
			organizationCheckUserBlock: (org, username, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/blocks/${username}`,
				method: "GET",
				secure: true
			}, params)),
			organizationBlockUser: (org, username, query, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/blocks/${username}`,
				method: "PUT",
				query,
				secure: true
			}, params)),
			organizationUnblockUser: (org, username, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/blocks/${username}`,
				method: "DELETE",
				secure: true
			}, params)),
			orgListHooks: (org, query, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/hooks`,
				method: "GET",
				query,
				secure: true
			}, params)),
			orgCreateHook: (org, body, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/hooks`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			orgGetHook: (org, id, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/hooks/${id}`,
				method: "GET",
				secure: true
			}, params)),
			orgDeleteHook: (org, id, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/hooks/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			orgEditHook: (org, id, body, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/hooks/${id}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			orgListLabels: (org, query, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/labels`,
				method: "GET",
				query,
				secure: true
			}, params)),
			orgCreateLabel: (org, body, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/labels`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			orgGetLabel: (org, id, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/labels/${id}`,
				method: "GET",
				secure: true
			}, params)),
			orgDeleteLabel: (org, id, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/labels/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			orgEditLabel: (org, id, body, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/labels/${id}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			orgListMembers: (org, query, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/members`,
				method: "GET",
				query,
				secure: true
			}, params)),
			orgIsMember: (org, username, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/members/${username}`,
				method: "GET",
				secure: true
			}, params)),
			orgDeleteMember: (org, username, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/members/${username}`,
				method: "DELETE",
				secure: true
			}, params)),
			orgListPublicMembers: (org, query, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/public_members`,
				method: "GET",
				query,
				secure: true
			}, params)),
			orgIsPublicMember: (org, username, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/public_members/${username}`,
				method: "GET",
				secure: true
			}, params)),
			orgPublicizeMember: (org, username, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/public_members/${username}`,
				method: "PUT",
				secure: true
			}, params)),
			orgConcealMember: (org, username, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/public_members/${username}`,
				method: "DELETE",
				secure: true
			}, params)),
			orgListRepos: (org, query, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/repos`,
				method: "GET",
				query,
				secure: true
			}, params)),
			createOrgRepo: (org, body, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/repos`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			orgListTeams: (org, query, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/teams`,
				method: "GET",
				query,
				secure: true
			}, params)),
			orgCreateTeam: (org, body, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/teams`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			teamSearch: (org, query, params = {}) => this.request(__spreadValues({
				path: `/orgs/${org}/teams/search`,
				method: "GET",
				query,
				secure: true,
				format: "json"
			}, params))
		};
		this.packages = {
			listPackages: (owner, query, params = {}) => this.request(__spreadValues({
				path: `/packages/${owner}`,
				method: "GET",
				query,
				secure: true
			}, params)),
			getPackage: (owner, type, name, version, params = {}) => this.request(__spreadValues({
				path: `/packages/${owner}/${type}/${name}/${version}`,
				method: "GET",
				secure: true
			}, params)),
			deletePackage: (owner, type, name, version, params = {}) => this.request(__spreadValues({
				path: `/packages/${owner}/${type}/${name}/${version}`,
				method: "DELETE",
				secure: true
			}, params)),
			listPackageFiles: (owner, type, name, version, params = {}) => this.request(__spreadValues({
				path: `/packages/${owner}/${type}/${name}/${version}/files`,
				method: "GET",
				secure: true
			}, params))
		};
		this.repos = {
			issueSearchIssues: (query, params = {}) => this.request(__spreadValues({
				path: `/repos/issues/search`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoMigrate: (body, params = {}) => this.request(__spreadValues({
				path: `/repos/migrate`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoSearch: (query, params = {}) => this.request(__spreadValues({
				path: `/repos/search`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoGet: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}`,
				method: "GET",
				secure: true
			}, params)),
			repoDelete: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoEdit: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetRunnerRegistrationToken: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/actions/runners/registration-token`,
				method: "GET",
				secure: true
			}, params)),
			repoListActionsSecrets: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/actions/secrets`,
				method: "GET",
				query,
				secure: true
			}, params)),
			updateRepoSecret: (owner, repo, secretname, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/actions/secrets/${secretname}`,
				method: "PUT",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			deleteRepoSecret: (owner, repo, secretname, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/actions/secrets/${secretname}`,
				method: "DELETE",
				secure: true,
				type: "application/json"
			}, params)),
			listActionTasks: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/actions/tasks`,
				method: "GET",
				query,
				secure: true
			}, params)),
			getRepoVariablesList: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/actions/variables`,
				method: "GET",
				query,
				secure: true
			}, params)),
			getRepoVariable: (owner, repo, variablename, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/actions/variables/${variablename}`,
				method: "GET",
				secure: true
			}, params)),
			updateRepoVariable: (owner, repo, variablename, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/actions/variables/${variablename}`,
				method: "PUT",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			createRepoVariable: (owner, repo, variablename, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/actions/variables/${variablename}`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			deleteRepoVariable: (owner, repo, variablename, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/actions/variables/${variablename}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoListActivityFeeds: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/activities/feeds`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoGetArchive: (owner, repo, archive, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/archive/${archive}`,
				method: "GET",
				secure: true
			}, params)),
			repoGetAssignees: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/assignees`,
				method: "GET",
				secure: true
			}, params)),
			repoUpdateAvatar: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/avatar`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoDeleteAvatar: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/avatar`,
				method: "DELETE",
				secure: true
			}, params)),
			repoListBranchProtection: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/branch_protections`,
				method: "GET",
				secure: true
			}, params)),
			repoCreateBranchProtection: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/branch_protections`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoUpdateBranchProtectionPriories: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/branch_protections/priority`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetBranchProtection: (owner, repo, name, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/branch_protections/${name}`,
				method: "GET",
				secure: true
			}, params)),
			repoDeleteBranchProtection: (owner, repo, name, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/branch_protections/${name}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoEditBranchProtection: (owner, repo, name, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/branch_protections/${name}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoListBranches: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/branches`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoCreateBranch: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/branches`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetBranch: (owner, repo, branch, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/branches/${branch}`,
				method: "GET",
				secure: true
			}, params)),
			repoDeleteBranch: (owner, repo, branch, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/branches/${branch}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoUpdateBranch: (owner, repo, branch, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/branches/${branch}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoListCollaborators: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/collaborators`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoCheckCollaborator: (owner, repo, collaborator, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/collaborators/${collaborator}`,
				method: "GET",
				secure: true
			}, params)),
			repoAddCollaborator: (owner, repo, collaborator, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/collaborators/${collaborator}`,
				method: "PUT",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoDeleteCollaborator: (owner, repo, collaborator, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/collaborators/${collaborator}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoGetRepoPermissions: (owner, repo, collaborator, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/collaborators/${collaborator}/permission`,
				method: "GET",
				secure: true
			}, params)),
			repoGetAllCommits: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/commits`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoGetCombinedStatusByRef: (owner, repo, ref, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/commits/${ref}/status`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoListStatusesByRef: (owner, repo, ref, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/commits/${ref}/statuses`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoGetCommitPullRequest: (owner, repo, sha, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/commits/${sha}/pull`,
				method: "GET",
				secure: true
			}, params)),
			repoCompareDiff: (owner, repo, basehead, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/compare/${basehead}`,
				method: "GET",
				secure: true
			}, params)),
			repoGetContentsList: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/contents`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoChangeFiles: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/contents`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetContents: (owner, repo, filepath, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/contents/${filepath}`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoUpdateFile: (owner, repo, filepath, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/contents/${filepath}`,
				method: "PUT",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoCreateFile: (owner, repo, filepath, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/contents/${filepath}`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoDeleteFile: (owner, repo, filepath, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/contents/${filepath}`,
				method: "DELETE",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoApplyDiffPatch: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/diffpatch`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetEditorConfig: (owner, repo, filepath, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/editorconfig/${filepath}`,
				method: "GET",
				query,
				secure: true
			}, params)),
			listForks: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/forks`,
				method: "GET",
				query,
				secure: true
			}, params)),
			createFork: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/forks`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			getBlob: (owner, repo, sha, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/git/blobs/${sha}`,
				method: "GET",
				secure: true
			}, params)),
			repoGetSingleCommit: (owner, repo, sha, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/git/commits/${sha}`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoDownloadCommitDiffOrPatch: (owner, repo, sha, diffType, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/git/commits/${sha}.${diffType}`,
				method: "GET",
				secure: true
			}, params)),
			repoGetNote: (owner, repo, sha, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/git/notes/${sha}`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoListAllGitRefs: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/git/refs`,
				method: "GET",
				secure: true
			}, params)),
			repoListGitRefs: (owner, repo, ref, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/git/refs/${ref}`,
				method: "GET",
				secure: true
			}, params)),
			getAnnotatedTag: (owner, repo, sha, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/git/tags/${sha}`,
				method: "GET",
				secure: true
			}, params)),
			getTree: (owner, repo, sha, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/git/trees/${sha}`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoListHooks: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/hooks`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoCreateHook: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/hooks`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoListGitHooks: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/hooks/git`,
				method: "GET",
				secure: true
			}, params)),
			repoGetGitHook: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/hooks/git/${id}`,
				method: "GET",
				secure: true
			}, params)),
			repoDeleteGitHook: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/hooks/git/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoEditGitHook: (owner, repo, id, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/hooks/git/${id}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetHook: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/hooks/${id}`,
				method: "GET",
				secure: true
			}, params)),
			repoDeleteHook: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/hooks/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoEditHook: (owner, repo, id, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/hooks/${id}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoTestHook: (owner, repo, id, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/hooks/${id}/tests`,
				method: "POST",
				query,
				secure: true
			}, params)),
			repoGetIssueConfig: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issue_config`,
				method: "GET",
				secure: true
			}, params)),
			repoValidateIssueConfig: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issue_config/validate`,
				method: "GET",
				secure: true
			}, params)),
			repoGetIssueTemplates: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issue_templates`,
				method: "GET",
				secure: true
			}, params)),
			issueListIssues: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues`,
				method: "GET",
				query,
				secure: true
			}, params)),
			issueCreateIssue: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			issueGetRepoComments: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/comments`,
				method: "GET",
				query,
				secure: true
			}, params)),
			issueGetComment: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/comments/${id}`,
				method: "GET",
				secure: true,
				type: "application/json"
			}, params)),
			issueDeleteComment: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/comments/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			issueEditComment: (owner, repo, id, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/comments/${id}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			issueListIssueCommentAttachments: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/comments/${id}/assets`,
				method: "GET",
				secure: true
			}, params)),
			issueCreateIssueCommentAttachment: (owner, repo, id, data, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/comments/${id}/assets`,
				method: "POST",
				query,
				body: data,
				secure: true,
				type: "multipart/form-data"
			}, params)),
			issueGetIssueCommentAttachment: (owner, repo, id, attachmentId, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/comments/${id}/assets/${attachmentId}`,
				method: "GET",
				secure: true
			}, params)),
			issueDeleteIssueCommentAttachment: (owner, repo, id, attachmentId, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/comments/${id}/assets/${attachmentId}`,
				method: "DELETE",
				secure: true
			}, params)),
			issueEditIssueCommentAttachment: (owner, repo, id, attachmentId, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/comments/${id}/assets/${attachmentId}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			issueGetCommentReactions: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/comments/${id}/reactions`,
				method: "GET",
				secure: true,
				type: "application/json"
			}, params)),
			issuePostCommentReaction: (owner, repo, id, content, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/comments/${id}/reactions`,
				method: "POST",
				body: content,
				secure: true,
				type: "application/json"
			}, params)),
			issueDeleteCommentReaction: (owner, repo, id, content, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/comments/${id}/reactions`,
				method: "DELETE",
				body: content,
				secure: true,
				type: "application/json"
			}, params)),
			repoListPinnedIssues: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/pinned`,
				method: "GET",
				secure: true
			}, params)),
			issueGetIssue: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}`,
				method: "GET",
				secure: true
			}, params)),
			issueDelete: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}`,
				method: "DELETE",
				secure: true
			}, params)),
			issueEditIssue: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			issueListIssueAttachments: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/assets`,
				method: "GET",
				secure: true
			}, params)),
			issueCreateIssueAttachment: (owner, repo, index, data, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/assets`,
				method: "POST",
				query,
				body: data,
				secure: true,
				type: "multipart/form-data"
			}, params)),
			issueGetIssueAttachment: (owner, repo, index, attachmentId, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/assets/${attachmentId}`,
				method: "GET",
				secure: true
			}, params)),
			issueDeleteIssueAttachment: (owner, repo, index, attachmentId, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/assets/${attachmentId}`,
				method: "DELETE",
				secure: true
			}, params)),
			issueEditIssueAttachment: (owner, repo, index, attachmentId, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/assets/${attachmentId}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			issueListBlocks: (owner, repo, index, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/blocks`,
				method: "GET",
				query,
				secure: true
			}, params)),
			issueCreateIssueBlocking: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/blocks`,
				method: "POST",
				body,
				secure: true
			}, params)),
			issueRemoveIssueBlocking: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/blocks`,
				method: "DELETE",
				body,
				secure: true
			}, params)),
			issueGetComments: (owner, repo, index, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/comments`,
				method: "GET",
				query,
				secure: true
			}, params)),
			issueCreateComment: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/comments`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			issueDeleteCommentDeprecated: (owner, repo, index, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/comments/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			issueEditCommentDeprecated: (owner, repo, index, id, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/comments/${id}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			issueEditIssueDeadline: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/deadline`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			issueListIssueDependencies: (owner, repo, index, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/dependencies`,
				method: "GET",
				query,
				secure: true
			}, params)),
			issueCreateIssueDependencies: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/dependencies`,
				method: "POST",
				body,
				secure: true
			}, params)),
			issueRemoveIssueDependencies: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/dependencies`,
				method: "DELETE",
				body,
				secure: true
			}, params)),
			issueGetLabels: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/labels`,
				method: "GET",
				secure: true
			}, params)),
			issueReplaceLabels: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/labels`,
				method: "PUT",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			issueAddLabel: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/labels`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			issueClearLabels: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/labels`,
				method: "DELETE",
				secure: true
			}, params)),
			issueRemoveLabel: (owner, repo, index, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/labels/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			pinIssue: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/pin`,
				method: "POST",
				secure: true
			}, params)),
			unpinIssue: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/pin`,
				method: "DELETE",
				secure: true
			}, params)),
			moveIssuePin: (owner, repo, index, position, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/pin/${position}`,
				method: "PATCH",
				secure: true
			}, params)),
			issueGetIssueReactions: (owner, repo, index, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/reactions`,
				method: "GET",
				query,
				secure: true,
				type: "application/json"
			}, params)),
			issuePostIssueReaction: (owner, repo, index, content, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/reactions`,
				method: "POST",
				body: content,
				secure: true,
				type: "application/json"
			}, params)),
			issueDeleteIssueReaction: (owner, repo, index, content, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/reactions`,
				method: "DELETE",
				body: content,
				secure: true,
				type: "application/json"
			}, params)),
			issueDeleteStopWatch: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/stopwatch/delete`,
				method: "DELETE",
				secure: true,
				type: "application/json"
			}, params)),
			issueStartStopWatch: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/stopwatch/start`,
				method: "POST",
				secure: true,
				type: "application/json"
			}, params)),
			issueStopStopWatch: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/stopwatch/stop`,
				method: "POST",
				secure: true,
				type: "application/json"
			}, params)),
			issueSubscriptions: (owner, repo, index, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/subscriptions`,
				method: "GET",
				query,
				secure: true,
				type: "application/json"
			}, params)),
			issueCheckSubscription: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/subscriptions/check`,
				method: "GET",
				secure: true,
				type: "application/json"
			}, params)),
			issueAddSubscription: (owner, repo, index, user, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/subscriptions/${user}`,
				method: "PUT",
				secure: true,
				type: "application/json"
			}, params)),
			issueDeleteSubscription: (owner, repo, index, user, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/subscriptions/${user}`,
				method: "DELETE",
				secure: true,
				type: "application/json"
			}, params)),
			issueGetCommentsAndTimeline: (owner, repo, index, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/timeline`,
				method: "GET",
				query,
				secure: true
			}, params)),
			issueTrackedTimes: (owner, repo, index, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/times`,
				method: "GET",
				query,
				secure: true
			}, params)),
			issueAddTime: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/times`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			issueResetTime: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/times`,
				method: "DELETE",
				secure: true,
				type: "application/json"
			}, params)),
			issueDeleteTime: (owner, repo, index, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/issues/${index}/times/${id}`,
				method: "DELETE",
				secure: true,
				type: "application/json"
			}, params)),
			repoListKeys: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/keys`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoCreateKey: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/keys`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetKey: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/keys/${id}`,
				method: "GET",
				secure: true
			}, params)),
			repoDeleteKey: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/keys/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			issueListLabels: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/labels`,
				method: "GET",
				query,
				secure: true
			}, params)),
			issueCreateLabel: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/labels`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			issueGetLabel: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/labels/${id}`,
				method: "GET",
				secure: true
			}, params)),
			issueDeleteLabel: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/labels/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			issueEditLabel: (owner, repo, id, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/labels/${id}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetLanguages: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/languages`,
				method: "GET",
				secure: true
			}, params)),
			repoGetLicenses: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/licenses`,
				method: "GET",
				secure: true
			}, params)),
			repoGetRawFileOrLfs: (owner, repo, filepath, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/media/${filepath}`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoMergeUpstream: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/merge-upstream`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			issueGetMilestonesList: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/milestones`,
				method: "GET",
				query,
				secure: true
			}, params)),
			issueCreateMilestone: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/milestones`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			issueGetMilestone: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/milestones/${id}`,
				method: "GET",
				secure: true
			}, params)),
			issueDeleteMilestone: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/milestones/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			issueEditMilestone: (owner, repo, id, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/milestones/${id}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoMirrorSync: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/mirror-sync`,
				method: "POST",
				secure: true
			}, params)),
			repoNewPinAllowed: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/new_pin_allowed`,
				method: "GET",
				secure: true
			}, params)),
			notifyGetRepoList: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/notifications`,
				method: "GET",
				query,
				secure: true,
				type: "application/json"
			}, params)),
			notifyReadRepoList: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/notifications`,
				method: "PUT",
				query,
				secure: true,
				type: "application/json"
			}, params)),
			repoListPullRequests: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoCreatePullRequest: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoListPinnedPullRequests: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/pinned`,
				method: "GET",
				secure: true
			}, params)),
			repoGetPullRequestByBaseHead: (owner, repo, base, head, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${base}/${head}`,
				method: "GET",
				secure: true
			}, params)),
			repoGetPullRequest: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}`,
				method: "GET",
				secure: true
			}, params)),
			repoEditPullRequest: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoDownloadPullDiffOrPatch: (owner, repo, index, diffType, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}.${diffType}`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoGetPullRequestCommits: (owner, repo, index, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/commits`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoGetPullRequestFiles: (owner, repo, index, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/files`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoPullRequestIsMerged: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/merge`,
				method: "GET",
				secure: true
			}, params)),
			repoMergePullRequest: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/merge`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoCancelScheduledAutoMerge: (owner, repo, index, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/merge`,
				method: "DELETE",
				secure: true
			}, params)),
			repoCreatePullReviewRequests: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/requested_reviewers`,
				method: "POST",
				body,
				secure: true
			}, params)),
			repoDeletePullReviewRequests: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/requested_reviewers`,
				method: "DELETE",
				body,
				secure: true
			}, params)),
			repoListPullReviews: (owner, repo, index, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/reviews`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoCreatePullReview: (owner, repo, index, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/reviews`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetPullReview: (owner, repo, index, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/reviews/${id}`,
				method: "GET",
				secure: true
			}, params)),
			repoSubmitPullReview: (owner, repo, index, id, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/reviews/${id}`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoDeletePullReview: (owner, repo, index, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/reviews/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoGetPullReviewComments: (owner, repo, index, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/reviews/${id}/comments`,
				method: "GET",
				secure: true
			}, params)),
			repoDismissPullReview: (owner, repo, index, id, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/reviews/${id}/dismissals`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoUnDismissPullReview: (owner, repo, index, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/reviews/${id}/undismissals`,
				method: "POST",
				secure: true
			}, params)),
			repoUpdatePullRequest: (owner, repo, index, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/pulls/${index}/update`,
				method: "POST",
				query,
				secure: true
			}, params)),
			repoListPushMirrors: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/push_mirrors`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoAddPushMirror: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/push_mirrors`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoPushMirrorSync: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/push_mirrors-sync`,
				method: "POST",
				secure: true
			}, params)),
			repoGetPushMirrorByRemoteName: (owner, repo, name, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/push_mirrors/${name}`,
				method: "GET",
				secure: true
			}, params)),
			repoDeletePushMirror: (owner, repo, name, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/push_mirrors/${name}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoGetRawFile: (owner, repo, filepath, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/raw/${filepath}`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoListReleases: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/releases`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoCreateRelease: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/releases`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetLatestRelease: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/releases/latest`,
				method: "GET",
				secure: true
			}, params)),
			repoGetReleaseByTag: (owner, repo, tag, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/releases/tags/${tag}`,
				method: "GET",
				secure: true
			}, params)),
			repoDeleteReleaseByTag: (owner, repo, tag, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/releases/tags/${tag}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoGetRelease: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/releases/${id}`,
				method: "GET",
				secure: true
			}, params)),
			repoDeleteRelease: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/releases/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoEditRelease: (owner, repo, id, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/releases/${id}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoListReleaseAttachments: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/releases/${id}/assets`,
				method: "GET",
				secure: true
			}, params)),
			repoCreateReleaseAttachment: (owner, repo, id, data, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/releases/${id}/assets`,
				method: "POST",
				query,
				body: data,
				secure: true,
				type: "multipart/form-data"
			}, params)),
			repoGetReleaseAttachment: (owner, repo, id, attachmentId, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/releases/${id}/assets/${attachmentId}`,
				method: "GET",
				secure: true
			}, params)),
			repoDeleteReleaseAttachment: (owner, repo, id, attachmentId, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/releases/${id}/assets/${attachmentId}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoEditReleaseAttachment: (owner, repo, id, attachmentId, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/releases/${id}/assets/${attachmentId}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetReviewers: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/reviewers`,
				method: "GET",
				secure: true
			}, params)),
			repoSigningKey: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/signing-key.gpg`,
				method: "GET",
				secure: true
			}, params)),
			repoListStargazers: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/stargazers`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoListStatuses: (owner, repo, sha, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/statuses/${sha}`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoCreateStatus: (owner, repo, sha, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/statuses/${sha}`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoListSubscribers: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/subscribers`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userCurrentCheckSubscription: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/subscription`,
				method: "GET",
				secure: true
			}, params)),
			userCurrentPutSubscription: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/subscription`,
				method: "PUT",
				secure: true
			}, params)),
			userCurrentDeleteSubscription: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/subscription`,
				method: "DELETE",
				secure: true
			}, params)),
			repoListTagProtection: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/tag_protections`,
				method: "GET",
				secure: true
			}, params)),
			repoCreateTagProtection: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/tag_protections`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetTagProtection: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/tag_protections/${id}`,
				method: "GET",
				secure: true
			}, params)),
			repoDeleteTagProtection: (owner, repo, id, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/tag_protections/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoEditTagProtection: (owner, repo, id, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/tag_protections/${id}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoListTags: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/tags`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoCreateTag: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/tags`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetTag: (owner, repo, tag, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/tags/${tag}`,
				method: "GET",
				secure: true
			}, params)),
			repoDeleteTag: (owner, repo, tag, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/tags/${tag}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoListTeams: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/teams`,
				method: "GET",
				secure: true
			}, params)),
			repoCheckTeam: (owner, repo, team, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/teams/${team}`,
				method: "GET",
				secure: true
			}, params)),
			repoAddTeam: (owner, repo, team, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/teams/${team}`,
				method: "PUT",
				secure: true
			}, params)),
			repoDeleteTeam: (owner, repo, team, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/teams/${team}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoTrackedTimes: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/times`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userTrackedTimes: (owner, repo, user, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/times/${user}`,
				method: "GET",
				secure: true
			}, params)),
			repoListTopics: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/topics`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoUpdateTopics: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/topics`,
				method: "PUT",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoAddTopic: (owner, repo, topic, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/topics/${topic}`,
				method: "PUT",
				secure: true
			}, params)),
			repoDeleteTopic: (owner, repo, topic, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/topics/${topic}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoTransfer: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/transfer`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			acceptRepoTransfer: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/transfer/accept`,
				method: "POST",
				secure: true
			}, params)),
			rejectRepoTransfer: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/transfer/reject`,
				method: "POST",
				secure: true
			}, params)),
			repoCreateWikiPage: (owner, repo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/wiki/new`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetWikiPage: (owner, repo, pageName, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/wiki/page/${pageName}`,
				method: "GET",
				secure: true
			}, params)),
			repoDeleteWikiPage: (owner, repo, pageName, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/wiki/page/${pageName}`,
				method: "DELETE",
				secure: true
			}, params)),
			repoEditWikiPage: (owner, repo, pageName, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/wiki/page/${pageName}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			repoGetWikiPages: (owner, repo, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/wiki/pages`,
				method: "GET",
				query,
				secure: true
			}, params)),
			repoGetWikiPageRevisions: (owner, repo, pageName, query, params = {}) => this.request(__spreadValues({
				path: `/repos/${owner}/${repo}/wiki/revisions/${pageName}`,
				method: "GET",
				query,
				secure: true
			}, params)),
			generateRepo: (templateOwner, templateRepo, body, params = {}) => this.request(__spreadValues({
				path: `/repos/${templateOwner}/${templateRepo}/generate`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params))
		};
		this.repositories = { repoGetById: (id, params = {}) => this.request(__spreadValues({
			path: `/repositories/${id}`,
			method: "GET",
			secure: true
		}, params)) };
		this.settings = {
			getGeneralApiSettings: (params = {}) => this.request(__spreadValues({
				path: `/settings/api`,
				method: "GET",
				secure: true
			}, params)),
			getGeneralAttachmentSettings: (params = {}) => this.request(__spreadValues({
				path: `/settings/attachment`,
				method: "GET",
				secure: true
			}, params)),
			getGeneralRepositorySettings: (params = {}) => this.request(__spreadValues({
				path: `/settings/repository`,
				method: "GET",
				secure: true
			}, params)),
			getGeneralUiSettings: (params = {}) => this.request(__spreadValues({
				path: `/settings/ui`,
				method: "GET",
				secure: true
			}, params))
		};
		this.signingKeyGpg = { getSigningKey: (params = {}) => this.request(__spreadValues({
			path: `/signing-key.gpg`,
			method: "GET",
			secure: true
		}, params)) };
		this.teams = {
			orgGetTeam: (id, params = {}) => this.request(__spreadValues({
				path: `/teams/${id}`,
				method: "GET",
				secure: true
			}, params)),
			orgDeleteTeam: (id, params = {}) => this.request(__spreadValues({
				path: `/teams/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			orgEditTeam: (id, body, params = {}) => this.request(__spreadValues({
				path: `/teams/${id}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			orgListTeamActivityFeeds: (id, query, params = {}) => this.request(__spreadValues({
				path: `/teams/${id}/activities/feeds`,
				method: "GET",
				query,
				secure: true
			}, params)),
			orgListTeamMembers: (id, query, params = {}) => this.request(__spreadValues({
				path: `/teams/${id}/members`,
				method: "GET",
				query,
				secure: true
			}, params)),
			orgListTeamMember: (id, username, params = {}) => this.request(__spreadValues({
				path: `/teams/${id}/members/${username}`,
				method: "GET",
				secure: true
			}, params)),
			orgAddTeamMember: (id, username, params = {}) => this.request(__spreadValues({
				path: `/teams/${id}/members/${username}`,
				method: "PUT",
				secure: true
			}, params)),
			orgRemoveTeamMember: (id, username, params = {}) => this.request(__spreadValues({
				path: `/teams/${id}/members/${username}`,
				method: "DELETE",
				secure: true
			}, params)),
			orgListTeamRepos: (id, query, params = {}) => this.request(__spreadValues({
				path: `/teams/${id}/repos`,
				method: "GET",
				query,
				secure: true
			}, params)),
			orgListTeamRepo: (id, org, repo, params = {}) => this.request(__spreadValues({
				path: `/teams/${id}/repos/${org}/${repo}`,
				method: "GET",
				secure: true
			}, params)),
			orgAddTeamRepository: (id, org, repo, params = {}) => this.request(__spreadValues({
				path: `/teams/${id}/repos/${org}/${repo}`,
				method: "PUT",
				secure: true
			}, params)),
			orgRemoveTeamRepository: (id, org, repo, params = {}) => this.request(__spreadValues({
				path: `/teams/${id}/repos/${org}/${repo}`,
				method: "DELETE",
				secure: true
			}, params))
		};
		this.topics = { topicSearch: (query, params = {}) => this.request(__spreadValues({
			path: `/topics/search`,
			method: "GET",
			query,
			secure: true
		}, params)) };
		this.user = {
			userGetCurrent: (params = {}) => this.request(__spreadValues({
				path: `/user`,
				method: "GET",
				secure: true
			}, params)),
			userGetRunnerRegistrationToken: (params = {}) => this.request(__spreadValues({
				path: `/user/actions/runners/registration-token`,
				method: "GET",
				secure: true
			}, params)),
			updateUserSecret: (secretname, body, params = {}) => this.request(__spreadValues({
				path: `/user/actions/secrets/${secretname}`,
				method: "PUT",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			deleteUserSecret: (secretname, params = {}) => this.request(__spreadValues({
				path: `/user/actions/secrets/${secretname}`,
				method: "DELETE",
				secure: true,
				type: "application/json"
			}, params)),
			getUserVariablesList: (query, params = {}) => this.request(__spreadValues({
				path: `/user/actions/variables`,
				method: "GET",
				query,
				secure: true
			}, params)),
			getUserVariable: (variablename, params = {}) => this.request(__spreadValues({
				path: `/user/actions/variables/${variablename}`,
				method: "GET",
				secure: true
			}, params)),
			updateUserVariable: (variablename, body, params = {}) => this.request(__spreadValues({
				path: `/user/actions/variables/${variablename}`,
				method: "PUT",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			createUserVariable: (variablename, body, params = {}) => this.request(__spreadValues({
				path: `/user/actions/variables/${variablename}`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			deleteUserVariable: (variablename, params = {}) => this.request(__spreadValues({
				path: `/user/actions/variables/${variablename}`,
				method: "DELETE",
				secure: true
			}, params)),
			userGetOauth2Application: (query, params = {}) => this.request(__spreadValues({
				path: `/user/applications/oauth2`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userCreateOAuth2Application: (body, params = {}) => this.request(__spreadValues({
				path: `/user/applications/oauth2`,
				method: "POST",
				body,
				secure: true
			}, params)),
			userGetOAuth2Application: (id, params = {}) => this.request(__spreadValues({
				path: `/user/applications/oauth2/${id}`,
				method: "GET",
				secure: true
			}, params)),
			userDeleteOAuth2Application: (id, params = {}) => this.request(__spreadValues({
				path: `/user/applications/oauth2/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			userUpdateOAuth2Application: (id, body, params = {}) => this.request(__spreadValues({
				path: `/user/applications/oauth2/${id}`,
				method: "PATCH",
				body,
				secure: true
			}, params)),
			userUpdateAvatar: (body, params = {}) => this.request(__spreadValues({
				path: `/user/avatar`,
				method: "POST",
				body,
				secure: true
			}, params)),
			userDeleteAvatar: (params = {}) => this.request(__spreadValues({
				path: `/user/avatar`,
				method: "DELETE",
				secure: true
			}, params)),
			userListBlocks: (query, params = {}) => this.request(__spreadValues({
				path: `/user/blocks`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userCheckUserBlock: (username, params = {}) => this.request(__spreadValues({
				path: `/user/blocks/${username}`,
				method: "GET",
				secure: true
			}, params)),
			userBlockUser: (username, query, params = {}) => this.request(__spreadValues({
				path: `/user/blocks/${username}`,
				method: "PUT",
				query,
				secure: true
			}, params)),
			userUnblockUser: (username, params = {}) => this.request(__spreadValues({
				path: `/user/blocks/${username}`,
				method: "DELETE",
				secure: true
			}, params)),
			userListEmails: (params = {}) => this.request(__spreadValues({
				path: `/user/emails`,
				method: "GET",
				secure: true
			}, params)),
			userAddEmail: (body, params = {}) => this.request(__spreadValues({
				path: `/user/emails`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			userDeleteEmail: (body, params = {}) => this.request(__spreadValues({
				path: `/user/emails`,
				method: "DELETE",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			userCurrentListFollowers: (query, params = {}) => this.request(__spreadValues({
				path: `/user/followers`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userCurrentListFollowing: (query, params = {}) => this.request(__spreadValues({
				path: `/user/following`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userCurrentCheckFollowing: (username, params = {}) => this.request(__spreadValues({
				path: `/user/following/${username}`,
				method: "GET",
				secure: true
			}, params)),
			userCurrentPutFollow: (username, params = {}) => this.request(__spreadValues({
				path: `/user/following/${username}`,
				method: "PUT",
				secure: true
			}, params)),
			userCurrentDeleteFollow: (username, params = {}) => this.request(__spreadValues({
				path: `/user/following/${username}`,
				method: "DELETE",
				secure: true
			}, params)),
			getVerificationToken: (params = {}) => this.request(__spreadValues({
				path: `/user/gpg_key_token`,
				method: "GET",
				secure: true
			}, params)),
			userVerifyGpgKey: (params = {}) => this.request(__spreadValues({
				path: `/user/gpg_key_verify`,
				method: "POST",
				secure: true,
				type: "application/json"
			}, params)),
			userCurrentListGpgKeys: (query, params = {}) => this.request(__spreadValues({
				path: `/user/gpg_keys`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userCurrentPostGpgKey: (Form, params = {}) => this.request(__spreadValues({
				path: `/user/gpg_keys`,
				method: "POST",
				body: Form,
				secure: true,
				type: "application/json"
			}, params)),
			userCurrentGetGpgKey: (id, params = {}) => this.request(__spreadValues({
				path: `/user/gpg_keys/${id}`,
				method: "GET",
				secure: true
			}, params)),
			userCurrentDeleteGpgKey: (id, params = {}) => this.request(__spreadValues({
				path: `/user/gpg_keys/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			userListHooks: (query, params = {}) => this.request(__spreadValues({
				path: `/user/hooks`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userCreateHook: (body, params = {}) => this.request(__spreadValues({
				path: `/user/hooks`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			userGetHook: (id, params = {}) => this.request(__spreadValues({
				path: `/user/hooks/${id}`,
				method: "GET",
				secure: true
			}, params)),
			userDeleteHook: (id, params = {}) => this.request(__spreadValues({
				path: `/user/hooks/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			userEditHook: (id, body, params = {}) => this.request(__spreadValues({
				path: `/user/hooks/${id}`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			userCurrentListKeys: (query, params = {}) => this.request(__spreadValues({
				path: `/user/keys`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userCurrentPostKey: (body, params = {}) => this.request(__spreadValues({
				path: `/user/keys`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			userCurrentGetKey: (id, params = {}) => this.request(__spreadValues({
				path: `/user/keys/${id}`,
				method: "GET",
				secure: true
			}, params)),
			userCurrentDeleteKey: (id, params = {}) => this.request(__spreadValues({
				path: `/user/keys/${id}`,
				method: "DELETE",
				secure: true
			}, params)),
			orgListCurrentUserOrgs: (query, params = {}) => this.request(__spreadValues({
				path: `/user/orgs`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userCurrentListRepos: (query, params = {}) => this.request(__spreadValues({
				path: `/user/repos`,
				method: "GET",
				query,
				secure: true
			}, params)),
			createCurrentUserRepo: (body, params = {}) => this.request(__spreadValues({
				path: `/user/repos`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			getUserSettings: (params = {}) => this.request(__spreadValues({
				path: `/user/settings`,
				method: "GET",
				secure: true
			}, params)),
			updateUserSettings: (body, params = {}) => this.request(__spreadValues({
				path: `/user/settings`,
				method: "PATCH",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			userCurrentListStarred: (query, params = {}) => this.request(__spreadValues({
				path: `/user/starred`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userCurrentCheckStarring: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/user/starred/${owner}/${repo}`,
				method: "GET",
				secure: true
			}, params)),
			userCurrentPutStar: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/user/starred/${owner}/${repo}`,
				method: "PUT",
				secure: true
			}, params)),
			userCurrentDeleteStar: (owner, repo, params = {}) => this.request(__spreadValues({
				path: `/user/starred/${owner}/${repo}`,
				method: "DELETE",
				secure: true
			}, params)),
			userGetStopWatches: (query, params = {}) => this.request(__spreadValues({
				path: `/user/stopwatches`,
				method: "GET",
				query,
				secure: true,
				type: "application/json"
			}, params)),
			userCurrentListSubscriptions: (query, params = {}) => this.request(__spreadValues({
				path: `/user/subscriptions`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userListTeams: (query, params = {}) => this.request(__spreadValues({
				path: `/user/teams`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userCurrentTrackedTimes: (query, params = {}) => this.request(__spreadValues({
				path: `/user/times`,
				method: "GET",
				query,
				secure: true
			}, params))
		};
		this.users = {
			userSearch: (query, params = {}) => this.request(__spreadValues({
				path: `/users/search`,
				method: "GET",
				query,
				secure: true,
				format: "json"
			}, params)),
			userGet: (username, params = {}) => this.request(__spreadValues({
				path: `/users/${username}`,
				method: "GET",
				secure: true
			}, params)),
			userListActivityFeeds: (username, query, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/activities/feeds`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userListFollowers: (username, query, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/followers`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userListFollowing: (username, query, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/following`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userCheckFollowing: (username, target, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/following/${target}`,
				method: "GET",
				secure: true
			}, params)),
			userListGpgKeys: (username, query, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/gpg_keys`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userGetHeatmapData: (username, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/heatmap`,
				method: "GET",
				secure: true
			}, params)),
			userListKeys: (username, query, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/keys`,
				method: "GET",
				query,
				secure: true
			}, params)),
			orgListUserOrgs: (username, query, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/orgs`,
				method: "GET",
				query,
				secure: true
			}, params)),
			orgGetUserPermissions: (username, org, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/orgs/${org}/permissions`,
				method: "GET",
				secure: true
			}, params)),
			userListRepos: (username, query, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/repos`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userListStarred: (username, query, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/starred`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userListSubscriptions: (username, query, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/subscriptions`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userGetTokens: (username, query, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/tokens`,
				method: "GET",
				query,
				secure: true
			}, params)),
			userCreateToken: (username, body, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/tokens`,
				method: "POST",
				body,
				secure: true,
				type: "application/json"
			}, params)),
			userDeleteAccessToken: (username, token, params = {}) => this.request(__spreadValues({
				path: `/users/${username}/tokens/${token}`,
				method: "DELETE",
				secure: true
			}, params))
		};
		this.version = { getVersion: (params = {}) => this.request(__spreadValues({
			path: `/version`,
			method: "GET",
			secure: true
		}, params)) };
	}
};
function giteaApi(baseUrl, options) {
	return new Api(__spreadProps(__spreadValues({}, options), {
		baseUrl: `${baseUrl}/api/v1`,
		baseApiParams: { format: "json" },
		securityWorker: (securityData) => {
			if (!(options == null ? void 0 : options.token)) {
				return;
			}
			return {
				secure: true,
				headers: { Authorization: `Bearer ${options.token}` }
			};
		}
	}));
}
export { Api, HttpClient, giteaApi };
