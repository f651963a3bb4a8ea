{% load static %}"use strict";
// Its scope is the page of field notes alone (desk/visits/worker.js).
const VERSION = "visits-{{ version }}";
const PAGE = "{% url 'visit-note' %}";
const SHELL = "{% url 'visit-note-shell' %}";
const FILES = [{% for file in files %}"{{ file }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
importScripts("{% static 'desk/visits/queue.js' %}", "{% static 'desk/visits/worker.js' %}");
